// What an option says of itself.
#pragma once

/// Its sentence, what stands for its value ("a|b" lists the choices, FILE and FOLDER are paths), a
/// letter to type instead of the name, and whether it is common enough for the short help.
struct OptionText {
  const char* doc;
  const char* value = "";
  char letter = 0;
  bool common = false;

  operator const char*() const { return doc; }  ///< all that a configuration file says
};
