// SPDX-License-Identifier: MIT
#include "native/embedded/database.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "native/embedded/database_generate.h"
#include "native/platform/file.h"

namespace handoff::embedded {

namespace {

/// A recorded stream: read straight from the file into the shared buffer.
class ReplayStream final : public Stream {
 public:
  ReplayStream(platform::File opened, uint64_t bytes, std::string file)
      : opened_(std::move(opened)), bytes_(bytes), file_(std::move(file)) {}

  uint64_t bytes() const override {
    return bytes_;
  }

  std::vector<uint8_t> Beginning(size_t size_max) override {
    std::vector<uint8_t> beginning(std::min<uint64_t>(size_max, bytes_));
    Problem ignored;
    if (!ReadAt(beginning.data(), beginning.size(), 0, &ignored))
      beginning.clear();
    return beginning;
  }

  bool Read(uint8_t* out, uint32_t size, Problem* problem) override {
    if (!ReadAt(out, size, position_, problem))
      return false;
    position_ += size;
    return true;
  }

 private:
  bool ReadAt(uint8_t* out, size_t size, uint64_t position, Problem* problem) {
    while (size > 0) {
      const int64_t got = opened_.ReadAt(out, size, position);
      if (got <= 0) {
        problem->error_number = got < 0 ? errno : 0;
        problem->file = file_;
        problem->text = got < 0 ? "" : "The file became shorter while it was read.";
        return false;
      }
      out += got;
      size -= static_cast<size_t>(got);
      position += static_cast<uint64_t>(got);
    }
    return true;
  }

  platform::File opened_;
  uint64_t bytes_;
  std::string file_;
  uint64_t position_ = 0;
};

std::unique_ptr<Stream> OpenReplay(const std::string& file, uint32_t block_bytes,
                                   Problem* problem) {
  problem->file = file;
  platform::File opened = platform::File::OpenToRead(file);
  if (!opened.IsOpen()) {
    problem->error_number = errno;
    return nullptr;
  }
  bool is_regular = false;
  const uint64_t bytes = opened.Bytes(&is_regular);
  if (!is_regular || bytes == 0 || bytes % block_bytes != 0) {
    problem->text = !is_regular  ? "It is not a file."
                    : bytes == 0 ? "It is empty."
                                 : "Its length, " + std::to_string(bytes) +
                                       " bytes, is no multiple of the block size, " +
                                       std::to_string(block_bytes) + " bytes.";
    return nullptr;
  }
  opened.WillReadInOrder();
  return std::make_unique<ReplayStream>(std::move(opened), bytes, file);
}

}  // namespace

std::vector<std::unique_ptr<Stream>> OpenDatabase(const DatabaseSpec& spec, uint32_t device_count,
                                                  uint32_t block_bytes, Problem* problem) {
  std::vector<std::unique_ptr<Stream>> streams;
  if (spec.kind == DatabaseSpec::Kind::kGenerate) {
    const auto pages = std::make_shared<const PageFactory>(spec.seed, spec.entropy);
    for (const mtf::SetShape& shape : ShapesOf(spec, device_count, block_bytes))
      streams.push_back(OpenGenerated(shape, pages));
    return streams;
  }
  if (spec.files.size() != device_count) {
    problem->text = std::to_string(spec.files.size()) + " recorded streams for " +
                    std::to_string(device_count) + " devices.";
    return streams;
  }
  for (const std::string& file : spec.files) {
    streams.push_back(OpenReplay(file, block_bytes, problem));
    if (streams.back() == nullptr)
      return {};
  }
  return streams;
}

std::vector<uint64_t> StreamBytes(const DatabaseSpec& spec, uint32_t device_count,
                                  uint32_t block_bytes) {
  std::vector<uint64_t> bytes;
  if (spec.kind == DatabaseSpec::Kind::kReplay) {
    for (const std::string& file : spec.files)
      bytes.push_back(platform::FileBytes(file));
    return bytes;
  }
  for (const mtf::SetShape& shape : ShapesOf(spec, device_count, block_bytes))
    bytes.push_back(BytesOf(shape));
  return bytes;
}

}  // namespace handoff::embedded
