#include <string_view>

#include "lowlight/core/text.h"
#include "options.h"
#include "reference.h"

using lowlight::joined;

namespace {

/// A line each: file names may hold spaces, so bash is told to split at line ends only.
std::string bash_words(const std::vector<std::string>& words) {
  std::string text = "-W $'";
  for (const auto& word : words) text += word + "\\n";
  return text + "'";
}

std::string bash() {
  std::string cases;
  for (const auto& entry : option_list()) {
    if (entry.is_flag() || entry.text.positional) continue;
    const auto words = entry.is_path() ? "-f" : bash_words(entry.field.choices);
    cases += "    " + joined(entry.typed_names(), "|") + ") words=(" + words + ") ;;\n";
  }
  return "_enhance() {\n"
         "  local IFS=$'\\n' current=${COMP_WORDS[COMP_CWORD]} words=(-f)\n"
         "  case ${COMP_WORDS[COMP_CWORD-1]} in\n" +
         cases + "    *) [[ $current == -* ]] && words=(" + bash_words(typed_names(option_list())) +
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
    if (entry.text.positional) continue;
    const auto typed = entry.typed_names();
    const auto names = typed.size() == 1
                           ? typed.front()
                           : "'(" + joined(typed, " ") + ")'{" + joined(typed, ",") + "}";
    const auto action = entry.is_path() ? "_files" : "(" + joined(entry.field.choices, " ") + ")";
    const auto value = entry.is_flag() ? "" : ":" + zsh_text(entry.value()) + ":" + action;
    script += "  " + names + "'[" + zsh_text(entry.text.doc) + "]" + value + "' \\\n";
  }
  return script + "  '*:photos:_files'\n";
}

std::string fish() {
  std::string script;
  for (const auto& entry : option_list()) {
    if (entry.text.positional) continue;
    std::string doc = entry.text.doc;
    for (size_t at = 0; (at = doc.find('\'', at)) != std::string::npos; at += 2)
      doc.insert(at, 1, '\\');
    script += "complete -c enhance -l " + entry.field.name;
    if (entry.text.letter) script += std::string(" -s ") + entry.text.letter;
    if (!entry.is_flag()) script += entry.is_path() ? " -r" : " -x";
    const auto& choices = entry.field.choices;
    if (!choices.empty()) script += " -a '" + joined(choices, " ") + "'";
    script += " -d '" + doc + "'\n";
  }
  return script;
}

}  // namespace

std::string completion_script(Shell shell) {
  return shell == Shell::bash ? bash() : shell == Shell::zsh ? zsh() : fish();
}
