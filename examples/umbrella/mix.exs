defmodule Umbrella.MixProject do
  use Mix.Project

  def project do
    [
      apps_path: "apps",
      version: "0.1.0",
      start_permanent: Mix.env() == :prod,
      deps: deps()
    ]
  end

  # The place for Credo, Dialyxir, Sobelow and MixAudit once you install them,
  # each with `only: [:dev, :test], runtime: false`.
  defp deps, do: []
end
