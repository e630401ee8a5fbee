// docker buildx bake --push: the image for both processors, with what is in it (SBOM) and how it came to be (provenance).
// docker buildx bake local: the image for the computer that builds it, in its own Docker.

variable "IMAGE" {
  description = "Name of the image, such as the URL of the ECR repository."
  default     = "php-app"
}

variable "RELEASE" {
  description = "What is built: a commit. The image's tag, and what the application says of itself."
  default     = "local"
}

variable "ALPINE_IMAGE" {
  description = "Alpine, if it is not pulled from Docker Hub, by digest. Empty: as in the Dockerfile."
  default     = ""
}

variable "NODE_IMAGE" {
  description = "Node.js, if it is not pulled from Docker Hub, by digest. Empty: as in the Dockerfile."
  default     = ""
}

variable "COMPOSER_IMAGE" {
  description = "Composer, if it is not pulled from Docker Hub, by digest. Empty: as in the Dockerfile."
  default     = ""
}

target "image" {
  context = "."
  target  = "runtime"
  args = {
    RELEASE = RELEASE
    // An argument that is null is not passed: the Dockerfile's default applies.
    ALPINE_IMAGE   = ALPINE_IMAGE == "" ? null : ALPINE_IMAGE
    NODE_IMAGE     = NODE_IMAGE == "" ? null : NODE_IMAGE
    COMPOSER_IMAGE = COMPOSER_IMAGE == "" ? null : COMPOSER_IMAGE
  }
  tags    = ["${IMAGE}:${RELEASE}"]
  secret = [
    { type = "env", id = "composer_auth", env = "COMPOSER_AUTH" },
    { type = "env", id = "npmrc", env = "NPMRC" },
  ]
}

target "default" {
  inherits  = ["image"]
  platforms = ["linux/amd64", "linux/arm64"]
  attest    = ["type=sbom", "type=provenance,mode=max"]
  // Weekly rebuilds are for the fixes that came since.
  pull = true
}

target "local" {
  inherits = ["image"]
  output   = ["type=docker"]
}
