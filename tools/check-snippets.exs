# Called by tools/check-snippets with the time limit in seconds and the files.
# Runs on Elixir 1.14 and newer.

defmodule Snippets.Fences do
  @moduledoc "Finds the fenced blocks of a Markdown text."

  # Fences may be indented this far within the list item they belong to.
  @most 3

  @doc "Blocks as maps, and faults as `{line, message}`."
  def find(text) do
    lines = text |> String.split(~r/\r?\n/) |> Enum.with_index(1)
    outside(lines, [], {[], []})
  end

  defp outside([], _items, {blocks, faults}), do: {Enum.reverse(blocks), Enum.reverse(faults)}

  defp outside([{line, number} | rest], items, {blocks, faults} = found) do
    {column, content} = unindent(line)
    items = if content == "", do: items, else: Enum.drop_while(items, &(&1 > column))
    {items, column, content} = into_items(items, column, content)
    container = List.first(items) || 0

    cond do
      column - container > @most ->
        outside(rest, items, found)

      fence = fence(content) ->
        block = Map.merge(fence, %{line: number, column: column, container: container})
        inside(rest, items, block, [], found)

      Regex.match?(~r/^>[ >]*(```|~~~)/, content) ->
        fault = {number, "a block in a quotation is not looked into; take it out"}
        rest = Enum.drop_while(rest, fn {line, _} -> String.starts_with?(line, ">") end)
        outside(rest, items, {blocks, [fault | faults]})

      String.starts_with?(content, "<!--") and not String.contains?(content, "-->") ->
        rest |> Enum.drop_while(&(not comment_ends?(&1))) |> Enum.drop(1) |> outside(items, found)

      true ->
        outside(rest, items, found)
    end
  end

  defp inside([], items, block, _code, found), do: outside([], items, unclosed(found, block))

  defp inside([{line, number} | rest] = lines, items, block, code, {blocks, faults} = found) do
    {column, content} = unindent(line)

    cond do
      content != "" and column < block.container ->
        outside(lines, items, unclosed(found, block))

      closes?(content, block) and column - block.container <= @most ->
        block = Map.put(block, :code, code |> Enum.reverse() |> Enum.map_join(&(&1 <> "\n")))
        outside(rest, items, {[Map.put(block, :last, number) | blocks], faults})

      true ->
        code_line = String.duplicate(" ", max(column - block.column, 0)) <> content
        inside(rest, items, block, [code_line | code], found)
    end
  end

  defp unclosed({blocks, faults}, block) do
    {blocks, [{block.line, "the fence is never closed"} | faults]}
  end

  # A list item's text begins behind its marker, and may be a fence at once.
  defp into_items(items, column, content) do
    with true <- column - (List.first(items) || 0) <= @most,
         [marker] <- Regex.run(~r/^(?:[-*+]|\d{1,9}[.)])(?: {1,4}(?=\S)|$)/, content),
         false <- Regex.match?(~r/^([-*] ?){3,}$/, content) do
      inner = column + max(String.length(marker), 2)
      rest = binary_part(content, byte_size(marker), byte_size(content) - byte_size(marker))
      into_items([inner | items], inner, rest)
    else
      _ -> {items, column, content}
    end
  end

  defp fence(content) do
    case Regex.run(~r/^(`{3,}|~{3,})\s*(.*?)\s*$/, content) do
      [_, "`" <> _ = mark, info] ->
        if String.contains?(info, "`"), do: nil, else: %{mark: mark, info: info}

      [_, mark, info] ->
        %{mark: mark, info: info}

      nil ->
        nil
    end
  end

  defp closes?(content, %{mark: mark}) do
    content = String.trim_trailing(content)
    String.starts_with?(content, mark) and String.trim(content, String.first(mark)) == ""
  end

  defp comment_ends?({line, _number}), do: String.contains?(line, "-->")

  defp unindent(line) do
    content = String.trim_leading(line)
    blank = binary_part(line, 0, byte_size(line) - byte_size(content))
    column = blank |> String.replace("\t", "    ") |> String.length()
    {column, content}
  end
end

defmodule Snippets.Info do
  @moduledoc "What the words behind the opening fence say."

  @doc "`{:other, language}`, `{:elixir, run?, needs}` or `{:error, message}`."
  def read(info) do
    case String.split(info, ~r/\s+/, parts: 2) do
      [""] -> {:error, "the block names no language"}
      ["elixir"] -> {:elixir, false, nil}
      ["elixir", words] -> words(words, {:elixir, false, nil})
      [language | _] -> other(language)
    end
  end

  defp other(language) do
    lower = String.downcase(language)

    if lower in ~w(ex exs iex) or String.jaro_distance(lower, "elixir") > 0.8 do
      {:error, "`#{language}` is no language of these notes; write `elixir`"}
    else
      {:other, language}
    end
  end

  defp words("", {:elixir, true, needs} = read) do
    if needs == nil or Enum.all?(needs, &version/1) do
      read
    else
      {:error, "a block that runs can need a version of `elixir` or `otp` only"}
    end
  end

  defp words("", read), do: read

  defp words(text, {:elixir, run, needs}) do
    case Regex.run(~r/^(?:(run)|needs="([^"]*)"|(\S+))(?:\s+|$)(.*)$/s, text) do
      [_, "run", _, _, rest] when not run ->
        words(rest, {:elixir, true, needs})

      [_, "", list, "", rest] when needs == nil ->
        list = list |> String.split(",") |> Enum.map(&String.trim/1)

        if "" in list,
          do: {:error, "`needs` does not say what"},
          else: words(rest, {:elixir, run, list})

      [_, "", "", word, _rest] when word != "" ->
        {:error, "`#{word}` is unknown here; an elixir block takes `run` and `needs=\"…\"`"}

      _ ->
        {:error, "`run` and `needs` may stand there once"}
    end
  end

  @doc "`elixir 1.18` and `otp 27` as `{name, version}`."
  def version(need) do
    case Regex.run(~r/^(elixir|otp) (\d+(?:\.\d+){0,2})$/, need) do
      [_, name, number] -> {name, number |> String.split(".") |> Enum.map(&String.to_integer/1)}
      nil -> nil
    end
  end

  def installed?(need) do
    case version(need) do
      {"elixir", wanted} ->
        {:ok, %{major: major, minor: minor, patch: patch}} = Version.parse(System.version())
        [major, minor, patch] >= wanted

      {"otp", wanted} ->
        [List.to_integer(:erlang.system_info(:otp_release)), 0, 0] >= wanted
    end
  end
end

# A block's own process loads the next two, so their code is kept.
{:module, _, assertions, _} =
  defmodule Snippets.Assertions do
    @moduledoc "Marks the assertions of a block, so that it can be seen which were reached."

    @definitions [:def, :defp, :defmacro, :defmacrop]

    @doc "The marked code, and the lines of its assertions."
    def mark(quoted) do
      {quoted, lines} = walk(quoted, [])
      {quoted, Enum.reverse(lines)}
    end

    # What a definition is called is no call.
    defp walk({kind, meta, [head | body]}, lines) when kind in @definitions do
      {body, lines} = walk(body, lines)
      {{kind, meta, [head | body]}, lines}
    end

    defp walk({:|>, meta, [left, {form, inner, arguments} = right]}, lines)
         when is_list(arguments) do
      {left, lines} = walk(left, lines)

      if assertion?(form, length(arguments) + 1) do
        {arguments, lines} = walk(arguments, lines)
        wrap({:|>, meta, [left, {form, inner, arguments}]}, inner, lines)
      else
        {right, lines} = walk(right, lines)
        {{:|>, meta, [left, right]}, lines}
      end
    end

    defp walk({form, meta, arguments}, lines) when is_list(arguments) do
      {inner, lines} = walk(form, lines)
      {walked, lines} = walk(arguments, lines)

      if assertion?(form, length(arguments)),
        do: wrap({inner, meta, walked}, meta, lines),
        else: {{inner, meta, walked}, lines}
    end

    defp walk({left, right}, lines) do
      {left, lines} = walk(left, lines)
      {right, lines} = walk(right, lines)
      {{left, right}, lines}
    end

    defp walk(list, lines) when is_list(list), do: Enum.map_reduce(list, lines, &walk/2)
    defp walk(leaf, lines), do: {leaf, lines}

    defp wrap(call, meta, lines) do
      site = length(lines) + 1
      reached = quote do: unquote(__MODULE__).reached(unquote(site))
      body = {:__block__, meta, [reached, call]}
      {quote(do: unquote(__MODULE__).passed(unquote(body))), [meta[:line] | lines]}
    end

    defp assertion?({:., _, [{:__aliases__, _, [:ExUnit, :Assertions]}, name]}, arity),
      do: assertion?(name, arity)

    defp assertion?(name, arity) when is_atom(name) do
      String.starts_with?(Atom.to_string(name), ["assert", "refute", "catch_"]) and
        (macro_exported?(ExUnit.Assertions, name, arity) or
           function_exported?(ExUnit.Assertions, name, arity))
    end

    defp assertion?(_form, _arity), do: false

    # The first counter is for assertions that passed, one each for those reached.
    def start(count), do: :persistent_term.put(__MODULE__, :counters.new(count + 1, []))
    def reached(site), do: :counters.add(:persistent_term.get(__MODULE__), site + 1, 1)

    def passed(value) do
      :counters.add(:persistent_term.get(__MODULE__), 1, 1)
      value
    end

    def passed, do: :counters.get(:persistent_term.get(__MODULE__), 1)
    def reached?(site), do: :counters.get(:persistent_term.get(__MODULE__), site + 1) > 0
  end

{:module, _, run, _} =
  defmodule Snippets.Run do
    @moduledoc "One block, in a process of the operating system that is its own."

    alias Snippets.Assertions

    # ---- in the checker

    @doc "`:ok`, or `{:fault, line, message, output}`."
    def run(block, file, seconds, folder) do
      own = Path.join(folder, "block-#{System.unique_integer([:positive])}")
      File.mkdir_p!(Path.join(own, "tmp"))
      job = Path.join(own, "job")
      File.write!(job, :erlang.term_to_binary({block.code, file, block.line + 1, seconds}))

      port =
        Port.open({:spawn_executable, System.find_executable("elixir")}, [
          :binary,
          :exit_status,
          :stderr_to_stdout,
          args: ["-pa", folder, "-e", "Snippets.Run.child()"],
          cd: Path.join(own, "tmp"),
          env: [
            {~c"SNIPPET_JOB", String.to_charlist(job)},
            {~c"TMPDIR", String.to_charlist(Path.join(own, "tmp"))},
            {~c"ERL_CRASH_DUMP", ~c"/dev/null"},
            # Schedulers that wait actively take the processor from the other blocks.
            {~c"ERL_AFLAGS", ~c"+sbwt none +sbwtdcpu none +sbwtdio none"}
          ]
        ])

      {:os_pid, pid} = Port.info(port, :os_pid)
      deadline = System.monotonic_time(:millisecond) + seconds * 1000
      ended = collect(port, pid, deadline, [])
      result = File.read(job <> ".result")
      File.rm_rf!(own)
      judge(ended, result, block, file, seconds)
    end

    defp collect(port, pid, deadline, output) do
      receive do
        {^port, {:data, data}} -> collect(port, pid, deadline, [output | data])
        {^port, {:exit_status, status}} -> {status, IO.iodata_to_binary(output)}
      after
        max(deadline - System.monotonic_time(:millisecond), 0) ->
          System.cmd("kill", ["-KILL", "#{pid}"], stderr_to_stdout: true)
          {:late, IO.iodata_to_binary(output)}
      end
    end

    defp judge({:late, output}, _result, block, _file, seconds),
      do: {:fault, block.line, "still running after #{seconds} s", output}

    defp judge({status, output}, result, block, file, _seconds) do
      result = with {:ok, binary} <- result, do: :erlang.binary_to_term(binary)

      cond do
        not is_map(result) ->
          {:fault, line_in(output, file, block),
           "it fails (status #{status}, before it reached its end)", output}

        result.tests != nil and result.tests.failures > 0 ->
          {:fault, line_in(output, file, block), "#{result.tests.failures} of its tests failed",
           output}

        result.tests != nil and ran(result.tests) < 1 ->
          {:fault, block.line, "none of its tests was run", output}

        result.sites == [] and result.tests == nil ->
          {:fault, block.line, "it runs, but asserts nothing", output}

        result.unreached != [] ->
          {:fault, hd(result.unreached), "this assertion is never reached", output}

        result.sites != [] and result.passed == 0 ->
          {:fault, block.line, "none of its assertions passed", output}

        status != 0 ->
          {:fault, line_in(output, file, block), "it ends with status #{status}", output}

        Regex.match?(~r/^\s*warning:/m, output) ->
          {:fault, line_in(output, file, block), "it does not compile without warnings", output}

        report = unasked(output, block.code) ->
          {:fault, block.line, "a process crashed that nothing in the block crashes: #{report}",
           output}

        true ->
          :ok
      end
    end

    defp ran(tests), do: tests.total - tests.excluded - tests.skipped

    # The first line of the note that the output names; of a failed test, that of the stack.
    defp line_in(output, file, block) do
      stack = output |> String.split("stacktrace:", parts: 2) |> List.last()

      Regex.scan(~r/#{Regex.escape(file)}:(\d+)/, stack)
      |> Enum.map(fn [_, number] -> String.to_integer(number) end)
      |> Enum.find(block.line, &(&1 > block.line and &1 < block.last))
    end

    # A crash is meant when the block itself says its reason, or kills.
    defp unasked(output, code) do
      [_ | reports] =
        Regex.split(
          ~r/^(?=.*(?:\[error\] .*(?:terminating|terminated|raised an exception)|Error in process|=CRASH REPORT))/m,
          "\n" <> output
        )

      Enum.find_value(reports, fn report ->
        [first | _] = String.split(report, "\n")

        {kind, reason} =
          case Regex.run(~r/\*\* \(([^)]*)\) ?(.*)/, report) do
            [_, kind, ""] -> {kind, kind}
            [_, kind, reason] -> {kind, String.trim(reason)}
            nil -> {"", String.trim(first)}
          end

        killed = String.contains?(reason, "killed") and String.contains?(code, ":kill")
        meant = killed or String.contains?(code, reason)
        if kind == "ExUnit.AssertionError" or not meant, do: reason
      end)
    end

    # ---- in the block's own process

    def child do
      job = System.fetch_env!("SNIPPET_JOB")
      {code, file, line, seconds} = job |> File.read!() |> :erlang.binary_to_term()
      :io.setopts(:standard_io, encoding: :unicode)
      :io.setopts(:standard_error, encoding: :unicode)
      # For the case that the checker itself was killed.
      spawn(fn -> Process.sleep((seconds + 5) * 1000) && :erlang.halt(1) end)

      Code.ensure_loaded!(ExUnit.Assertions)

      {marked, sites} =
        code |> Code.string_to_quoted!(file: file, line: line) |> Assertions.mark()

      Assertions.start(length(sites))
      # A block waits for a message as long as a busy machine may take; where
      # it comes, that costs nothing.
      ExUnit.start(
        autorun: false,
        seed: 0,
        colors: [enabled: false],
        assert_receive_timeout: 5_000
      )
      imports = quote do: import(ExUnit.Assertions, warn: false)
      modules = Code.compile_quoted({:__block__, [], [imports, marked]}, file)

      tests =
        if Enum.any?(modules, fn {module, _} -> function_exported?(module, :__ex_unit__, 0) end),
          do: ExUnit.run()

      numbered = Enum.with_index(sites, 1)
      unreached = for {line, site} <- numbered, not Assertions.reached?(site), do: line
      result = %{tests: tests, sites: sites, unreached: unreached, passed: Assertions.passed()}
      File.write!(job <> ".result", :erlang.term_to_binary(result))
      # The emulator hands a crash to the logger from a thread of its own, and
      # nothing says when it has: a busy machine takes its time.
      if code =~ "spawn", do: Process.sleep(300)
      flush_log()
    end

    # A crash that was just seen may not have been printed yet.
    defp flush_log do
      system = :erlang.system_info(:system_logger)
      if is_pid(system), do: :sys.get_state(system)
      if Process.whereis(Logger), do: Logger.flush()

      for %{module: :logger_std_h, id: id} <- :logger.get_handler_config(),
          do: :logger_std_h.filesync(id)
    end
  end

defmodule Snippets do
  @moduledoc "The checks, and their report."

  alias Snippets.{Assertions, Fences, Info, Run}

  @line_length 92

  # What the packages of the curriculum export to their users' formatters.
  @without_parens ~w(
    from field timestamps belongs_to has_one has_many many_to_many embeds_one embeds_many
    add add_if_not_exists alter create create_if_not_exists drop drop_if_exists execute modify
    remove remove_if_exists rename
    plug forward match get head post put patch delete options trace connect resources
    pipe_through intercept action_fallback socket channel attr slot live live_dashboard on_mount
    embed_templates assert_broadcast assert_push assert_reply refute_broadcast refute_push
    refute_reply assert_error_sent
    all check property
  )a |> Enum.map(&{&1, :*})

  def main([seconds | files], compiled) do
    :io.setopts(:standard_io, encoding: :unicode)
    Code.ensure_loaded!(ExUnit.Assertions)
    folder = Path.join(System.tmp_dir!(), "check-snippets-#{System.pid()}")
    File.mkdir_p!(folder)

    try do
      for {module, beam} <- compiled, do: File.write!(Path.join(folder, "#{module}.beam"), beam)
      check(files, String.to_integer(seconds), folder)
    after
      File.rm_rf!(folder)
    end
  end

  defp check(files, seconds, folder) do
    {blocks, faults} = files |> Enum.map(&read/1) |> Enum.unzip()
    blocks = Enum.concat(blocks)
    running = Enum.filter(blocks, & &1.run?)

    found =
      running
      |> Task.async_stream(&run(&1, seconds, folder),
        max_concurrency: System.schedulers_online(),
        timeout: :infinity
      )
      |> Enum.flat_map(fn {:ok, faults} -> faults end)

    faults = Enum.sort(Enum.concat(faults) ++ found)
    Enum.each(faults, &print/1)
    IO.puts(summary(files, blocks, running, faults))
    if faults == [], do: 0, else: 1
  end

  defp read(file) do
    {blocks, faults} = file |> File.read!() |> Fences.find()
    faults = for {line, message} <- faults, do: {file, line, message, ""}

    Enum.reduce(Enum.reverse(blocks), {[], faults}, fn block, {blocks, faults} ->
      case Info.read(block.info) do
        {:other, _language} ->
          {blocks, faults}

        {:error, message} ->
          {blocks, [{file, block.line, message, ""} | faults]}

        {:elixir, run, needs} ->
          found = parse(block, file)
          run = run and found == [] and Enum.all?(needs || [], &Info.installed?/1)
          block = Map.merge(block, %{file: file, run?: run, needs: needs})
          {[block | blocks], found ++ formatted(block, file, found) ++ faults}
      end
    end)
  end

  defp parse(block, file) do
    case Code.string_to_quoted(block.code,
           file: file,
           line: block.line + 1,
           emit_warnings: false
         ) do
      {:ok, quoted} ->
        static(block, file, quoted)

      {:error, {where, message, token}} ->
        line = if is_list(where), do: where[:line], else: where
        {before, later} = if is_tuple(message), do: message, else: {message, ""}
        [message | more] = String.split("#{before}#{token}#{later}", "\n", parts: 2)
        [{file, line, "it does not parse: #{message}", Enum.join(more)}]
    end
  end

  # A block whose version is not installed shall have an assertion all the same.
  defp static(%{info: info} = block, file, quoted) do
    {_, sites} = Assertions.mark(quoted)
    tests? = Regex.match?(~r/\buse ExUnit\.Case\b/, block.code)

    if match?({:elixir, true, _}, Info.read(info)) and sites == [] and not tests?,
      do: [{file, block.line, "it runs, but asserts nothing", ""}],
      else: []
  end

  defp formatted(block, file, []) do
    options = [line_length: @line_length, locals_without_parens: @without_parens]
    wanted = IO.iodata_to_binary([Code.format_string!(block.code, options), ?\n])

    if wanted == block.code do
      []
    else
      pairs = Enum.zip(String.split(block.code, "\n"), String.split(wanted, "\n"))
      same = Enum.find_index(pairs, fn {is, should} -> is != should end) || length(pairs)
      message = "`mix format` would write this block differently"
      [{file, block.line + 1 + same, message, wanted}]
    end
  end

  defp formatted(_block, _file, _faults), do: []

  defp run(block, seconds, folder) do
    case Run.run(block, block.file, seconds, folder) do
      :ok -> []
      {:fault, line, message, output} -> [{block.file, line, message, output}]
    end
  end

  defp print({file, line, message, output}) do
    IO.puts("#{file}:#{line}: #{message}")
    output = String.trim_trailing(output)

    if output != "",
      do: output |> String.split("\n") |> Enum.each(&IO.puts("    " <> String.trim_trailing(&1)))
  end

  defp summary(files, blocks, running, faults) do
    only = blocks -- running

    needs =
      only
      |> Enum.flat_map(&(&1.needs || ["a fragment"]))
      |> Enum.frequencies()
      |> Enum.sort_by(fn {need, count} -> {-count, need} end)
      |> Enum.map_join(", ", fn {need, count} -> "#{need}: #{count}" end)

    needs = if needs == "", do: "", else: " (#{needs})"

    "#{count(files, "file")}, #{count(blocks, "elixir block")}, #{length(running)} run, " <>
      "#{length(only)} parsed only#{needs}; #{count(faults, "fault")}; " <>
      "Elixir #{System.version()}, OTP #{System.otp_release()}"
  end

  defp count([_], what), do: "1 #{what}"
  defp count(list, what), do: "#{length(list)} #{what}s"
end

compiled = [{Snippets.Assertions, assertions}, {Snippets.Run, run}]
exit({:shutdown, Snippets.main(System.argv(), compiled)})
