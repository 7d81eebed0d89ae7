// Exceptions as sentences for people.
#pragma once

#include <string>

namespace lowlight::inference {

/// What went wrong, of the exception that is being handled: without the name of the file it is
/// about and without a stack trace. Call it in a catch block only.
std::string reason_of_failure();

}  // namespace lowlight::inference
