#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "core/hidden_name.h"
#include "lowlight/core/atomic_file.h"
#include "lowlight/core/file_descriptor.h"

namespace lowlight {
namespace {

namespace fs = std::filesystem;

bool is_running(pid_t process) { return ::kill(process, 0) == 0 || errno != ESRCH; }

bool is_locked(const fs::path& file) {
  const FileDescriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  return !opened.is_open() || ::flock(opened.get(), LOCK_EX | LOCK_NB) != 0;
}

}  // namespace

void remove_unfinished_files(const fs::path& folder) {
  std::error_code failure;
  for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    const auto process = process_of_hidden_name(entry->path().filename().native());
    if (!process || is_running(*process) || is_locked(entry->path())) continue;
    std::error_code ignored;
    fs::remove(entry->path(), ignored);
  }
}

}  // namespace lowlight
