#include "lowlight/batch/photo_processor.h"

namespace lowlight::batch {

imaging::Image processed(const PhotoProcessor& processor,
                         imaging::Image image,
                         std::vector<std::string>* warnings) {
  processor.process(image, image.height(), imaging::replace_rows_of(image), warnings);
  return image;
}

}  // namespace lowlight::batch
