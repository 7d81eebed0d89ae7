// Where the weights that ship are found.
#pragma once

#include <filesystem>
#include <vector>

namespace lowlight::inference {

/// The file names of the weights that ship with the program: of the network that finds looks, of
/// the one that paints, and of the one that finds faces.
inline constexpr char kLookModel[] = "look.safetensors";
inline constexpr char kPainterModel[] = "painter.safetensors";
inline constexpr char kFaceModel[] = "yunet.safetensors";

/// The places to look at, in order. One that is asked for is the only one: `asked` (the option
/// --model; "" where not given), else the environment variable LOWLIGHT_MODEL where it is set and
/// not empty (LOWLIGHT_PAINT_MODEL for kPainterModel, LOWLIGHT_FACE_MODEL for kFaceModel).
/// Otherwise `name` in the tree that the running program is installed in
/// (../share/lowlight/models beside its folder), then in the source tree it was built from.
std::vector<std::filesystem::path> model_places(const std::filesystem::path& asked,
                                                const char* name);

/// The first of `places` that is a file. Throws CheckpointError that lists them all.
std::filesystem::path find_model(const std::vector<std::filesystem::path>& places);

}  // namespace lowlight::inference
