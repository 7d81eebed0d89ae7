// Runs a program of ours the way a user would.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/temporary_folder.h"
#include "support/text_of.h"

namespace lowlight::test {

/// A program that was started; what it prints goes to files. Killed at the end of the scope if it
/// still runs.
class Program {
 public:
  explicit Program(std::vector<std::string> command) {
    std::vector<char*> arguments;
    for (auto& argument : command) arguments.push_back(argument.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t files;
    ::posix_spawn_file_actions_init(&files);
    constexpr int kCreate = O_WRONLY | O_CREAT | O_TRUNC;
    ::posix_spawn_file_actions_addopen(&files, 1, out_path().c_str(), kCreate, 0600);
    ::posix_spawn_file_actions_addopen(&files, 2, err_path().c_str(), kCreate, 0600);
    const int failure =
        ::posix_spawn(&process_, arguments[0], &files, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&files);
    if (failure != 0) throw std::runtime_error("cannot start " + command[0]);
  }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program() {
    if (running()) {
      send(SIGKILL);
      exit_code();
    }
  }

  pid_t process() const { return process_; }

  void send(int signal) const { ::kill(process_, signal); }

  bool running() {
    if (!ended_) ended_ = ::wait4(process_, &status_, WNOHANG, &usage_) == process_;
    return !ended_;
  }

  /// Waits for the end; 128 + signal where one ended it.
  int exit_code() {
    if (!ended_) ended_ = ::wait4(process_, &status_, 0, &usage_) == process_;
    return WIFSIGNALED(status_) ? 128 + WTERMSIG(status_) : WEXITSTATUS(status_);
  }

  /// The most bytes that it occupied; once it has ended.
  int64_t peak_memory() const { return int64_t(usage_.ru_maxrss) * 1024; }

  std::string out() const { return text_of(out_path()); }
  std::string err() const { return text_of(err_path()); }

 private:
  std::filesystem::path out_path() const { return folder_ / "out"; }
  std::filesystem::path err_path() const { return folder_ / "err"; }

  TemporaryFolder folder_;
  pid_t process_ = 0;
  int status_ = 0;
  rusage usage_{};
  bool ended_ = false;
};

}  // namespace lowlight::test
