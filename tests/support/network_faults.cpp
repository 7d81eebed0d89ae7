// A library for LD_PRELOAD that makes files behave as those of a network file system at times do.
//
// LOWLIGHT_FAULTS="CALL:ERROR:TIMES:PART ...": the first TIMES calls of CALL (open, read, write,
// fsync, rename, flock, readdir) about a path that has PART in it fail with the number ERROR.
#include <dirent.h>
#include <dlfcn.h>
#include <sys/types.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdarg>
#include <cstdlib>
#include <sstream>
#include <string>
#include <string_view>

namespace {

struct Fault {
  std::string call;
  int error = 0;
  std::atomic<int> times{0};
  std::string part;
};

struct Faults {
  Faults() {
    const char* const text = std::getenv("LOWLIGHT_FAULTS");
    std::istringstream words(text ? text : "");
    for (std::string word; count < all.size() && words >> word; ++count) {
      std::istringstream fields(word);
      std::string error, times;
      std::getline(fields, all[count].call, ':');
      std::getline(fields, error, ':');
      std::getline(fields, times, ':');
      std::getline(fields, all[count].part);
      all[count].error = std::atoi(error.c_str());
      all[count].times = std::atoi(times.c_str());
    }
  }
  std::array<Fault, 8> all;
  size_t count = 0;
};

/// Whether this call is to fail, with errno set.
bool fails(std::string_view call, std::string_view path) {
  static Faults faults;
  for (size_t i = 0; i < faults.count; ++i) {
    auto& fault = faults.all[i];
    if (fault.call != call || path.find(fault.part) == std::string_view::npos) continue;
    if (fault.times.fetch_sub(1) <= 0) continue;
    errno = fault.error;
    return true;
  }
  return false;
}

bool fails(std::string_view call, int file) {
  const int before = errno;
  std::array<char, PATH_MAX> path{};
  const auto link = "/proc/self/fd/" + std::to_string(file);
  const auto size = ::readlink(link.c_str(), path.data(), path.size());
  errno = before;
  return size > 0 && fails(call, std::string_view(path.data(), size_t(size)));
}

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

int open_by(const char* name, const char* path, int flags, mode_t mode) {
  return fails("open", path) ? -1 : next<int(const char*, int, ...)>(name)(path, flags, mode);
}

mode_t mode_in(va_list& arguments, int flags) {
  return (flags & 0100) != 0 ? va_arg(arguments, mode_t) : 0;  // O_CREAT
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const auto mode = mode_in(arguments, flags);
  va_end(arguments);
  return open_by("open", path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const auto mode = mode_in(arguments, flags);
  va_end(arguments);
  return open_by("open64", path, flags, mode);
}

ssize_t read(int file, void* bytes, size_t count) {
  if (fails("read", file)) return -1;
  return next<ssize_t(int, void*, size_t)>("read")(file, bytes, count);
}

ssize_t write(int file, const void* bytes, size_t count) {
  if (fails("write", file)) return -1;
  return next<ssize_t(int, const void*, size_t)>("write")(file, bytes, count);
}

ssize_t pwrite(int file, const void* bytes, size_t count, off_t at) {
  if (fails("write", file)) return -1;
  return next<ssize_t(int, const void*, size_t, off_t)>("pwrite")(file, bytes, count, at);
}

ssize_t pwrite64(int file, const void* bytes, size_t count, off64_t at) {
  return pwrite(file, bytes, count, at);
}

int fsync(int file) { return fails("fsync", file) ? -1 : next<int(int)>("fsync")(file); }

int rename(const char* from, const char* to) {
  return fails("rename", to) ? -1 : next<int(const char*, const char*)>("rename")(from, to);
}

int flock(int file, int operation) {
  return fails("flock", file) ? -1 : next<int(int, int)>("flock")(file, operation);
}

struct dirent* readdir(DIR* folder) {
  if (fails("readdir", ::dirfd(folder))) return nullptr;
  return next<struct dirent*(DIR*)>("readdir")(folder);
}

struct dirent64* readdir64(DIR* folder) {
  if (fails("readdir", ::dirfd(folder))) return nullptr;
  return next<struct dirent64*(DIR*)>("readdir64")(folder);
}
}
