// The files of the folder templates, which the build copies into the library.
#pragma once

#include <map>
#include <string>

namespace lowlight::pages {

/// Each file's text by its name, "batch.html".
const std::map<std::string, std::string>& templates();

}  // namespace lowlight::pages
