#include <string_view>

#include "option_list.h"
#include "reference.h"

namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

bool takes_path(const OptionEntry& entry) {
  const std::string_view value = entry.text.value;
  return value == "FILE" || value == "FOLDER";
}

/// "--output|-o": a pattern of bash's case.
std::string pattern(const OptionEntry& entry) {
  return "--" + entry.name + (entry.text.letter ? std::string("|-") + entry.text.letter : "");
}

/// A line each: file names may hold spaces, so bash is told to split at line ends only.
std::string bash_words(const std::vector<std::string>& words) {
  std::string text = "-W $'";
  for (const auto& word : words) text += word + "\\n";
  return text + "'";
}

std::string bash() {
  std::string cases;
  for (const auto& entry : option_list()) {
    if (entry.flag || entry.position) continue;
    const auto words = takes_path(entry) ? "-f" : bash_words(entry.choices());
    cases += "    " + pattern(entry) + ") words=(" + words + ") ;;\n";
  }
  return "_enhance() {\n"
         "  local IFS=$'\\n' current=${COMP_WORDS[COMP_CWORD]} words=(-f)\n"
         "  case ${COMP_WORDS[COMP_CWORD-1]} in\n" +
         cases + "    *) [[ $current == -* ]] && words=(" + bash_words(typed_names()) +
         ") ;;\n"
         "  esac\n"
         "  COMPREPLY=($(compgen \"${words[@]}\" -- \"$current\"))\n"
         "}\n"
         "complete -o filenames -F _enhance enhance\n";
}

/// Within single quotes and brackets of _arguments.
std::string zsh_text(std::string_view text) {
  std::string result;
  for (const char letter : text) {
    if (letter == '[' || letter == ']' || letter == ':') result += '\\';
    result += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  }
  return result;
}

std::string zsh() {
  std::string script = "#compdef enhance\n_arguments -s \\\n";
  for (const auto& entry : option_list()) {
    if (entry.position) continue;
    const auto long_name = "--" + entry.name;
    const auto short_name = std::string("-") + entry.text.letter;
    const auto names = entry.text.letter ? "'(" + short_name + " " + long_name + ")'{" +
                                               short_name + "," + long_name + "}"
                                         : long_name;
    const auto action = takes_path(entry) ? "_files" : "(" + joined(entry.choices()) + ")";
    const auto value = entry.flag ? "" : ":" + zsh_text(entry.text.value) + ":" + action;
    script += "  " + names + "'[" + zsh_text(entry.text.doc) + "]" + value + "' \\\n";
  }
  return script + "  '*:photos:_files'\n";
}

std::string fish() {
  std::string script;
  for (const auto& entry : option_list()) {
    if (entry.position) continue;
    std::string doc = entry.text.doc;
    for (size_t at = 0; (at = doc.find('\'', at)) != std::string::npos; at += 2)
      doc.insert(at, 1, '\\');
    script += "complete -c enhance -l " + entry.name;
    if (entry.text.letter) script += std::string(" -s ") + entry.text.letter;
    if (!entry.flag) script += takes_path(entry) ? " -r" : " -x";
    if (!entry.choices().empty()) script += " -a '" + joined(entry.choices()) + "'";
    script += " -d '" + doc + "'\n";
  }
  return script;
}

}  // namespace

std::string completion_script(const std::string& shell) {
  return shell == "bash" ? bash() : shell == "zsh" ? zsh() : fish();
}
