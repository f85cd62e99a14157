//! Money: spent, taken back, told.

use pretty_assertions::assert_eq;

use super::desk::Desk;

#[test]
fn money_is_spent_told_and_taken_back() {
    let mut desk = Desk::new();
    desk.ok("begin 2026-01-05");
    assert_eq!(
        desk.run("spend 39,99 books Programming Ecto"),
        "spent 39.99 USD on Books (Programming Ecto)\n"
    );
    assert_eq!(
        desk.run("spend -9.99 books sent back"),
        "got back 9.99 USD for Books (sent back)\n"
    );
    assert_eq!(
        desk.run("spend --on yesterday 20 infra"),
        "spent 20.00 USD on Infrastructure, for 2026-01-04\n"
    );
    desk.ok("spend 250 tools an editor");
    assert_eq!(
        desk.run("undo"),
        "took back: spent 250.00 USD on Tools/Services (an editor)\n"
    );
    desk.ok("redo");
    desk.on("2026-02-06");
    desk.ok("spend 1,000.00 tools");
    // Infrastructure: 20 in the first month, a usual one: 12 × 20 = 240. Tools:
    // 250 and 1000, ten months of 250 to come: 3750. Books: the budget's 500.
    assert_eq!(
        desk.run("money"),
        "\
Money  USD · month 2 of 12, 5 Feb – 4 Mar
                  budget    spent    left
  Books           500.00    30.00  470.00  for the year
  Infrastructure  100.00     0.00  100.00  this month
  Tools/Services  200.00  1000.00          this month, over budget by 800.00

By month
  5 Jan – 4 Feb  Infrastructure 20.00 · Tools/Services 250.00 (over)
  5 Feb – 4 Mar  Tools/Services 1000.00 (over)

1300.00 USD spent to date; the budget of the year is 4100.00
at this rate the year comes to 4490.00, over its budget by 390.00
"
    );
}

#[test]
fn what_cannot_be_spent_is_refused() {
    let desk = Desk::new();
    for (line, said) in [
        (
            "spend 0 books",
            "error: nothing was spent: the amount is 0\n[status 1]\n",
        ),
        (
            "spend 1,299 books",
            "error: `1,299` can be read in two ways: leave out what divides thousands, and write \
             the decimals\n[status 1]\n",
        ),
        (
            "spend 5 snacks",
            "error: `snacks` does not name a line of the budget, and nothing was written\n\
             hint: the lines are `books`, `infrastructure` and `tools`\n[status 1]\n",
        ),
        (
            "spend 5 books --on tomorrow",
            "error: 2026-01-06 has not come yet: only today and earlier days can be filled in\n\
             hint: leave `--on` out to mean today\n[status 1]\n",
        ),
    ] {
        assert_eq!(desk.run(line), said, "{line}");
    }
    assert!(
        desk.ok("money")
            .contains("`mastery begin` says when the year begins")
    );
}
