// What is wrong with options, as data.
#pragma once

#include <string>
#include <vector>

namespace lowlight {

/// One thing that is wrong.
struct Problem {
  std::string key;         ///< the option, such as "crop.size"
  std::string rule;        ///< what it breaks, as the rest of a sentence: "must be at least 1"
  std::string value = {};  ///< what was given; "" where that says nothing

  /// "crop.size must be at least 1, got 0".
  std::string text() const;

  bool operator==(const Problem&) const = default;
};

using Problems = std::vector<Problem>;

std::vector<std::string> texts_of(const Problems& problems);

/// The problems of an options struct that is the member `outer` of another: "size" becomes
/// "crop.size".
Problems within(const std::string& outer, Problems problems);

/// Both lists, one after the other.
Problems together(Problems problems, const Problems& more);

/// How constructors refuse: throws c10::ValueError with all problems, "<name>: a; b", unless there
/// are none.
void require_valid(const std::string& name, const Problems& problems);

}  // namespace lowlight
