// docker buildx bake --push: the image for both processors, with what is in it (SBOM) and how it came to be (provenance).

variable "IMAGE" {
  description = "Name of the image, such as the URL of the ECR repository."
  default     = "php-app"
}

variable "RELEASE" {
  description = "What is built: a commit. The image's tag, and what the application says of itself."
  default     = "local"
}

target "default" {
  context    = "."
  target     = "runtime"
  platforms  = ["linux/amd64", "linux/arm64"]
  pull       = true
  args       = { RELEASE = RELEASE }
  tags       = ["${IMAGE}:${RELEASE}"]
  attest     = ["type=sbom", "type=provenance,mode=max"]
  secret     = [
    { type = "env", id = "composer_auth", env = "COMPOSER_AUTH" },
    { type = "env", id = "npmrc", env = "NPMRC" },
  ]
  cache-from = [{ type = "registry", ref = "${IMAGE}:cache" }]
}

// For the computer that builds it, into its own Docker.
target "local" {
  inherits  = ["default"]
  platforms = []
  attest    = []
  pull      = false
  output    = ["type=docker"]
}
