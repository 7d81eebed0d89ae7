// Steps that are tried again.
#pragma once

#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>

namespace lowlight::batch {

/// Whether a network file system says this of files that are there and can be had a moment later: a
/// handle that its server has forgotten, a server that was away, a folder that another machine has
/// just made.
inline bool may_pass(const std::error_code& error) {
  return error.category() == std::generic_category() &&
         (error.value() == ESTALE || error.value() == EIO || error.value() == ETIMEDOUT ||
          error.value() == EAGAIN || error.value() == ENOENT);
}

/// The action's result. Where it throws an error that may pass, it is called again from the start,
/// after 0.1, 0.4 and 1.6 seconds; what it throws then is thrown. A missing file is waited for only
/// where `made_here` says that it is this program that makes it.
template <class Action>
auto patiently(bool made_here, Action&& action) {
  for (std::chrono::milliseconds pause(100);; pause *= 4) {
    try {
      return action();
    } catch (const std::system_error& error) {
      const bool missing = error.code().value() == ENOENT && !made_here;
      if (!may_pass(error.code()) || missing || pause > std::chrono::seconds(2)) throw;
    }
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace lowlight::batch
