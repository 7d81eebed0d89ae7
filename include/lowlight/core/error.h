// Errors that a user can mend: a wrong configuration, a broken photo, a checkpoint that does not
// fit.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace lowlight {

/// A user's input is wrong. `where()` names the file (or the option), `problems()` lists everything
/// that is wrong with it, each with its key or line; `what()` is both as text, a problem a line.
class Error : public std::runtime_error {
 public:
  Error(std::string where, std::vector<std::string> problems);

  const std::string& where() const noexcept { return where_; }
  const std::vector<std::string>& problems() const noexcept { return problems_; }

 private:
  std::string where_;
  std::vector<std::string> problems_;
};

/// A configuration file or a setting on the command line.
class ConfigError : public Error {
 public:
  using Error::Error;
};

/// A photo that cannot be read or written.
class ImageError : public Error {
 public:
  using Error::Error;
};

/// A file of weights that is malformed or does not fit the network.
class CheckpointError : public Error {
 public:
  using Error::Error;
};

/// A data set that cannot be used: a folder without photos, a damaged shard.
class DataError : public Error {
 public:
  using Error::Error;
};

}  // namespace lowlight
