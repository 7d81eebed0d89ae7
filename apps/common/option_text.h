// What an option of a program says of itself.
#pragma once

/// The parts of an option's help that do not follow from its type, default and rule.
struct OptionText {
  const char* doc;          ///< a sentence
  const char* value = "";   ///< stands for a text: FILE and FOLDER are completed as paths
  char letter = 0;          ///< may be typed instead of the name
  bool common = false;      ///< stands in the short help
  bool positional = false;  ///< is typed without its name

  operator const char*() const { return doc; }  ///< all that a configuration file says
};
