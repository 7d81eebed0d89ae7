#include "lowlight/core/file_descriptor.h"

#include <fcntl.h>

#include <cerrno>
#include <system_error>

#include "support/catch.h"

using namespace lowlight;

namespace {

FileDescriptor opened() { return FileDescriptor(::open("/dev/null", O_WRONLY | O_CLOEXEC)); }

bool is_open(int file) { return ::fcntl(file, F_GETFD) != -1; }

}  // namespace

TEST_CASE("A descriptor is closed at the end of its owner, and errno stays") {
  int file = -1;
  {
    const FileDescriptor owner = opened();
    file = owner.get();
    REQUIRE(is_open(file));
    errno = ENOSPC;
  }
  CHECK(errno == ENOSPC);
  CHECK_FALSE(is_open(file));
}

TEST_CASE("A descriptor that was handed on is closed by its last owner alone") {
  FileDescriptor last;
  {
    FileDescriptor first = opened();
    last = std::move(first);
    CHECK_FALSE(first.is_open());
  }
  CHECK(is_open(last.get()));
}

TEST_CASE("Closing tells the failure of the file, once") {
  FileDescriptor none;
  CHECK(none.close());
  FileDescriptor gone(9999);  // nothing is open under this number
  CHECK_FALSE(gone.close());
  CHECK(gone.close());
}

TEST_CASE("An error of the system names the path, the step and the reason") {
  errno = EACCES;
  try {
    throw_errno("photos/a.jpg", "cannot open");
  } catch (const std::system_error& error) {
    CHECK(error.code() == std::errc::permission_denied);
    CHECK_THAT(error.what(), ContainsSubstring("photos/a.jpg: cannot open"));
  }
}
