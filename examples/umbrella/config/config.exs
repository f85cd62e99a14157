# Shared by every app of the umbrella. There is nothing to configure yet.
import Config
