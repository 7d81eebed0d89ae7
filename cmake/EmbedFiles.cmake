# cmake -DFOLDER=... -DOUTPUT=... -P EmbedFiles.cmake: writes the C++ source that holds the texts of a folder's files,
# by name.
file(GLOB files ${FOLDER}/*)
set(entries "")
foreach(file ${files})
  get_filename_component(name ${file} NAME)
  file(READ ${file} text)
  string(APPEND entries "      {\"${name}\", R\"template(${text})template\"},\n")
endforeach()
file(WRITE ${OUTPUT} "#include \"pages/templates.h\"

namespace lowlight::pages {

const std::map<std::string, std::string>& templates() {
  static const std::map<std::string, std::string> texts = {
${entries}  };
  return texts;
}

}  // namespace lowlight::pages
")
