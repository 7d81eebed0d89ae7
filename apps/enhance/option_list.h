// The options as a table, for everything that is written about them.
#pragma once

#include <string>
#include <vector>

#include "options.h"

/// A number as a person writes it: 0.5, 92.
std::string number_text(double value);

struct OptionEntry {
  std::string group;
  std::string name;  ///< without dashes
  OptionText text;
  bool flag = false;      ///< takes no value
  bool position = false;  ///< stands without its name
  std::string initial;  ///< the value where nothing is asked for; "" where that goes without saying

  /// "keep", "jpg" …; empty where any value will do.
  std::vector<std::string> choices() const;
  /// "-o, --output FOLDER".
  std::string usage() const;
};

/// All options, in the order of their declaration.
std::vector<OptionEntry> option_list();

/// Every name that can be typed: "--output", "-o".
std::vector<std::string> typed_names();
