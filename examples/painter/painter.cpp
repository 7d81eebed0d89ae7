// Paints a photo by the hand of a painting: painter PAINTING PHOTO RESULT [WEIGHTS]
#include <lowlight/codecs/image_io.h>
#include <lowlight/core/error.h>
#include <lowlight/inference/painter.h>

#include <iostream>

int main(int argc, char* argv[]) try {
  using namespace lowlight;
  if (argc != 4 && argc != 5) {
    std::cerr << "usage: painter PAINTING PHOTO RESULT [WEIGHTS]\n";
    return 2;
  }
  const auto painter = inference::Painter::load(argc == 5 ? argv[4] : "");
  const auto hand = painter.prepare({argv[1]});
  auto photo = codecs::read_photo(argv[2]);
  photo.image = painter.paint(photo.image, hand, {.strength = 0.9});
  codecs::write_photo(argv[3], photo, {.format = photo.format});
} catch (const lowlight::Error& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
