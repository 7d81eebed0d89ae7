#include "reference.h"

#include <vector>

#include "options.h"

namespace {

constexpr char kAbout[] =
    "Turns dark photos into well-lit ones. Inputs are never changed. Photos that are done\n"
    "are skipped, so the same command goes on where it was interrupted.\n";

constexpr struct {
  const char *command, *effect;
} kExamples[] = {
    {"enhance night.jpg -o better", "better/night.jpg"},
    {"enhance photos -o better --strength 0.7", "the whole tree, a little less"},
    {"enhance scans -o web --format jpg --quality 85", "as smaller files"},
};

constexpr struct {
  const char *code, *meaning;
} kExitCodes[] = {
    {"0", "all photos are done"},
    {"1", "some failed; they are listed at the end"},
    {"2", "wrong usage, or a plan with problems: nothing was started"},
    {"3", "nothing to do: no photo in the inputs"},
    {"4", "the weights of a look or painter, or the device, are not available"},
    {"130, 143", "interrupted: the photos in hand were finished, the same command does the rest"},
};

std::string troff(const std::string& text) {
  std::string result;
  for (const char letter : text) {
    if (letter == '\\' || letter == '-') result += '\\';
    result += letter;
  }
  return result;
}

}  // namespace

std::string help_text(bool all) {
  std::string text = std::string(kAbout) + "\nUsage: enhance INPUT... -o FOLDER [OPTION...]\n";
  auto list = option_list();
  if (!all) {
    std::erase_if(list,
                  [](const auto& entry) { return !entry.text.common && !entry.text.positional; });
    text += "\n";
  }
  text += help_lines(list, all) + "\nExamples:\n";
  for (const auto& [command, effect] : kExamples) text += two_columns(command, 48, effect);
  if (!all) return text + "\nMore: enhance --help-all, man enhance\n";
  text += "\nFlags are taken back with --no-NAME.\n\nExit codes:\n";
  for (const auto& [code, meaning] : kExitCodes) text += two_columns(code, 10, meaning);
  return text;
}

std::string manual_page() {
  std::string page =
      ".TH ENHANCE 1 \"\" \"lowlight " LOWLIGHT_VERSION
      "\"\n.SH NAME\nenhance \\- turns dark photos into well\\-lit ones\n"
      ".SH SYNOPSIS\n.B enhance\n.I INPUT...\n.B \\-o\n.I FOLDER\n[\\fIOPTION...\\fR]\n"
      ".SH DESCRIPTION\n" +
      troff(kAbout);
  std::string group;
  for (const auto& entry : option_list()) {
    if (group != entry.group) page += ".SH " + entry.group + "\n";
    group = entry.group;
    page += ".TP\n.B " + troff(entry.usage()) + "\n" + troff(entry.description()) + "\n";
  }
  page += ".SH EXIT STATUS\n";
  for (const auto& [code, meaning] : kExitCodes)
    page += ".TP\n.B " + std::string(code) + "\n" + troff(meaning) + "\n";
  page += ".SH EXAMPLES\n";
  for (const auto& [command, effect] : kExamples)
    page += ".TP\n.B " + troff(command) + "\n" + troff(effect) + "\n";
  return page;
}
