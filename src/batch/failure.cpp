#include "lowlight/batch/failure.h"

#include <c10/util/Exception.h>

#include <exception>
#include <new>
#include <system_error>

#include "lowlight/core/error.h"

namespace lowlight::batch {

FailureKind kind_of_failure() {
  try {
    throw;
  } catch (const ImageError&) {
    return FailureKind::photo;
  } catch (const std::system_error&) {
    return FailureKind::file_system;
  } catch (const std::bad_alloc&) {
    return FailureKind::memory;
  } catch (const c10::OutOfMemoryError&) {
    return FailureKind::memory;
  } catch (...) {
    return FailureKind::processing;
  }
}

std::string reason_of_failure() {
  try {
    throw;
  } catch (const Error& error) {
    std::string text;
    for (const auto& problem : error.problems()) text += (text.empty() ? "" : "; ") + problem;
    return text;
  } catch (const c10::Error& error) {
    return error.what_without_backtrace();
  } catch (const std::bad_alloc&) {
    return "out of memory";
  } catch (const std::system_error& error) {
    return error.code().message();
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "unknown error";
  }
}

}  // namespace lowlight::batch
