// Puts the look of one photo on another and keeps it as a .cube table: look REFERENCE PHOTO RESULT
// TABLE
#include <lowlight/codecs/image_io.h>
#include <lowlight/core/error.h>
#include <lowlight/inference/look.h>

#include <iostream>

int main(int argc, char* argv[]) try {
  using namespace lowlight;
  if (argc != 5) {
    std::cerr << "usage: look REFERENCE PHOTO RESULT TABLE\n";
    return 2;
  }
  const auto look = inference::Look::find({argv[1]});
  auto photo = codecs::read_photo(argv[2]);
  photo.image = look.apply(photo.image, 0.8);
  codecs::write_photo(argv[3], photo, {.format = photo.format});
  look.save(argv[4]);
} catch (const lowlight::Error& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
