// Values of options, as files and command lines give them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace lowlight {

using FieldValue = std::variant<bool,
                                int64_t,
                                double,
                                std::string,
                                std::vector<int64_t>,
                                std::vector<double>,
                                std::vector<std::string>>;

/// Values by field name, as read from a file.
using FieldMap = std::map<std::string, FieldValue>;

/// A field of an options struct.
struct Field {
  std::string name;
  FieldValue value;       ///< The present value.
  std::string doc;        ///< one sentence
  std::string rule = {};  ///< "from 0 to 1", "one of: fast, exact"; "" where any value will do
  std::vector<std::string> choices = {};  ///< The only values allowed; empty where any will do.
};

}  // namespace lowlight
