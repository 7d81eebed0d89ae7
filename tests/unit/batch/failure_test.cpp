#include "lowlight/batch/failure.h"

#include <c10/util/Exception.h>

#include <filesystem>
#include <new>
#include <stdexcept>

#include "lowlight/core/error.h"
#include "support/catch.h"

namespace {

template <class Exception>
std::string reason_of(const Exception& exception) {
  try {
    throw exception;
  } catch (...) {
    return lowlight::batch::reason_of_failure();
  }
}

}  // namespace

TEST_CASE("A reason says what is wrong and not with which file") {
  CHECK(reason_of(lowlight::ImageError("a.jpg", {"truncated"})) == "truncated");
  CHECK(reason_of(lowlight::ImageError("a.jpg", {"first", "second"})) == "first; second");
  const auto full = std::make_error_code(std::errc::no_space_on_device);
  CHECK(reason_of(std::system_error(full, "a.jpg: cannot write")) == full.message());
  CHECK(reason_of(std::filesystem::filesystem_error("cannot make", "a", full)) == full.message());
}

TEST_CASE("A reason of LibTorch has no stack trace") {
  try {
    TORCH_CHECK(false, "sizes differ");
  } catch (...) {
    CHECK(lowlight::batch::reason_of_failure() == "sizes differ");
  }
}

TEST_CASE("Every other exception has a reason as well") {
  CHECK(reason_of(std::bad_alloc()) == "out of memory");
  CHECK(reason_of(std::runtime_error("no")) == "no");
  CHECK(reason_of(42) == "unknown error");
}
