defmodule LabsGatekeeper.MixProject do
  use Mix.Project

  def project do
    [
      app: :labs_gatekeeper,
      version: "0.1.0",
      elixir: "~> 1.14",
      build_path: "../../_build",
      config_path: "../../config/config.exs",
      deps_path: "../../deps",
      lockfile: "../../mix.lock",
      deps: []
    ]
  end

  # It starts no process: plain functions are all there is.
  def application, do: []
end
