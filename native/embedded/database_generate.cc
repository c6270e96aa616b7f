// SPDX-License-Identifier: MIT
#include "native/embedded/database_generate.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "native/embedded/random.h"

namespace handoff::embedded {

namespace {

using mtf::kExtentBytes;
using mtf::kPageBytes;
using mtf::kSectorBytes;
using mtf::Put;

constexpr uint32_t kPagesPerExtent = kExtentBytes / kPageBytes;
constexpr uint32_t kSectorsPerPage = kPageBytes / kSectorBytes;

// Offsets within the page header beyond those of mtf.h.
constexpr uint32_t kLsnVlfAt = 40;
constexpr uint32_t kLsnBlockAt = 44;

constexpr const char* kNames[] = {"Ada",   "Bruno", "Chidi", "Dana",  "Emre", "Freja",
                                  "Goran", "Hana",  "Ines",  "Jonas", "Kofi", "Lena",
                                  "Marta", "Nils",  "Olga",  "Pavel"};
constexpr const char* kCities[] = {"Altberg",    "Brookmere", "Castanha", "Dunholt",
                                   "Eastwick",   "Fjordby",   "Grisola",  "Hillcross",
                                   "Isla Verde", "Juniper",   "Kestrel",  "Lago Azul"};

/// Columns of a text row whose digits vary from page to page: the low three bits of '0'..'7'.
constexpr uint64_t kDigitBits[8] = {
    0x0707070700000000ULL, 0x0000000007070707ULL, 0, 0, 0, 0, 0, 0x0007070707070000ULL,
};

/// A 64-byte record: status bytes, order number, name, city, amount.
void WriteTextRow(uint8_t* row, uint64_t draw) {
  std::memset(row, ' ', 64);
  row[0] = 0x30;
  row[1] = 0x00;
  row[2] = 0x3C;
  row[3] = 0x00;
  for (uint32_t i = 4; i < 12; ++i)
    row[i] = static_cast<uint8_t>('0' + (draw >> (3 * i) & 7));
  const char* name = kNames[draw & 15];
  std::memcpy(row + 14, name, std::strlen(name));
  const char* city = kCities[(draw >> 4) % 12];
  std::memcpy(row + 28, city, std::strlen(city));
  std::memcpy(row + 44, "EUR", 3);
  for (uint32_t i = 58; i < 63; ++i)
    row[i] = static_cast<uint8_t>('0' + (draw >> (3 * (i - 20) & 63) & 7));
  row[63] = ';';
}

}  // namespace

PageFactory::PageFactory(uint64_t seed, double entropy)
    : seed_(Mix(seed)), templates_(size_t{kTemplateCount} * kPageBytes) {
  const double rows = std::clamp(entropy, 0.0, 1.0) * kPageBytes / kRowBytes;
  random_rows_ = std::min(kRowCount, static_cast<uint32_t>(std::lround(rows)));
  for (uint32_t i = 0; i < kTemplateCount; ++i)
    FillTemplate(i);
  ListCheckTerms();
}

void PageFactory::FillTemplate(uint32_t index) {
  uint8_t* page = templates_.data() + size_t{index} * kPageBytes;
  Random random(Mix(seed_ + index));
  page[0] = 1;  // header version
  page[1] = 1;  // a data page
  Put(page + mtf::kPageFlagsAt, mtf::kPageHasChecksum);
  Put<uint16_t>(page + 14, kRowBytes);
  Put<uint16_t>(page + 22, kRowCount);
  Put<uint32_t>(page + 24, 100);  // object
  constexpr uint32_t kRowsEnd = kHeaderBytes + kRowCount * kRowBytes;
  Put<uint16_t>(page + 28, kPageBytes - kRowsEnd - 2 * kRowCount);
  Put<uint16_t>(page + 30, kRowsEnd);
  Put<uint16_t>(page + 36, 1);  // file
  for (uint32_t row = 0; row < kRowCount; ++row) {
    uint8_t* at = page + kHeaderBytes + row * kRowBytes;
    if (row < random_rows_) {
      for (uint32_t i = 0; i < kRowBytes; i += 8)
        Put(at + i, random.Next());
    } else {
      WriteTextRow(at, random.Next());
    }
    Put(page + kPageBytes - 2 * (row + 1), static_cast<uint16_t>(kHeaderBytes + row * kRowBytes));
  }
  template_sums_[index] = mtf::SumSectors(0, page, kSectorsPerPage);
}

void PageFactory::ListCheckTerms() {
  constexpr uint32_t kMaskWords = kRowBytes / 4;
  for (uint32_t sector = 0; sector < kSectorsPerPage; ++sector) {
    uint32_t counts[2][kMaskWords] = {};
    for (uint32_t at = sector * kSectorBytes; at < (sector + 1) * kSectorBytes; at += 4) {
      if (at < kHeaderBytes || at >= kHeaderBytes + kRowCount * kRowBytes)
        continue;
      const uint32_t row = (at - kHeaderBytes) / kRowBytes;
      ++counts[row < random_rows_ ? 1 : 0][(at - kHeaderBytes) % kRowBytes / 4];
    }
    for (uint32_t kind = 0; kind < 2; ++kind) {
      for (uint32_t word = 0; word < kMaskWords; ++word) {
        if (counts[kind][word] % 2 == 1)
          check_terms_.push_back({kind == 1, static_cast<uint8_t>(word),
                                  static_cast<uint8_t>(kSectorsPerPage - 1 - sector)});
      }
    }
  }
}

PageFactory::Masks PageFactory::MasksOf(uint32_t page_id) const {
  Masks masks;
  Random random(seed_ ^ (uint64_t{page_id} << 20));
  for (uint64_t& word : masks.random)
    word = random.Next();
  for (uint32_t i = 0; i < kRowWords64; ++i)
    masks.text[i] = kDigitBits[i] == 0 ? 0 : random.Next() & kDigitBits[i];
  return masks;
}

uint32_t PageFactory::CheckOf(const Masks& masks) const {
  uint32_t words[2][kRowBytes / 4];
  std::memcpy(words[0], masks.text, sizeof(words[0]));
  std::memcpy(words[1], masks.random, sizeof(words[1]));
  uint32_t sum = 0;
  for (const CheckTerm& term : check_terms_)
    sum ^= mtf::RotateLeft(words[term.is_random ? 1 : 0][term.word], term.rotation);
  return sum;
}

namespace {

/// 16 bytes that the compiler keeps in one register; unaligned in memory.
struct alignas(16) Wide {
  uint64_t words[2];
};

Wide LoadXor(const uint8_t* from, const Wide& mask) {
  Wide wide;
  std::memcpy(&wide, from, sizeof(wide));
  wide.words[0] ^= mask.words[0];
  wide.words[1] ^= mask.words[1];
  return wide;
}

/// Copies `rows` rows of 64 bytes and XORs each with the mask.
void CopyRows(uint8_t* out, const uint8_t* from, uint32_t rows, const uint64_t* mask) {
  // A local copy: `out` could alias the caller's, and would have it read again for every row.
  Wide masks[4];
  std::memcpy(masks, mask, sizeof(masks));
  for (uint32_t row = 0; row < rows; ++row) {
    const Wide first = LoadXor(from, masks[0]);
    const Wide second = LoadXor(from + 16, masks[1]);
    const Wide third = LoadXor(from + 32, masks[2]);
    const Wide fourth = LoadXor(from + 48, masks[3]);
    std::memcpy(out, &first, 16);
    std::memcpy(out + 16, &second, 16);
    std::memcpy(out + 32, &third, 16);
    std::memcpy(out + 48, &fourth, 16);
    out += 64;
    from += 64;
  }
}

}  // namespace

uint32_t PageFactory::Write(uint8_t* out, uint32_t page_id) const {
  const uint32_t index = page_id % kTemplateCount;
  const uint8_t* body = templates_.data() + size_t{index} * kPageBytes;
  const Masks masks = MasksOf(page_id);
  constexpr uint32_t kRowsEnd = kHeaderBytes + kRowCount * kRowBytes;
  const uint32_t text_at = kHeaderBytes + random_rows_ * kRowBytes;
  std::memcpy(out, body, kHeaderBytes);
  CopyRows(out + kHeaderBytes, body + kHeaderBytes, random_rows_, masks.random);
  CopyRows(out + text_at, body + text_at, kRowCount - random_rows_, masks.text);
  std::memcpy(out + kRowsEnd, body + kRowsEnd, kPageBytes - kRowsEnd);

  const uint32_t vlf = 40 + page_id / 100'000;
  const uint32_t block = 1 + page_id % 100'000;
  Put(out + mtf::kPageIdAt, page_id);
  Put(out + kLsnVlfAt, vlf);
  Put(out + kLsnBlockAt, block);
  // The header is in the first of 16 sectors; its template words here are zero.
  const uint32_t header = mtf::RotateLeft(page_id ^ vlf ^ block, kSectorsPerPage - 1);
  const uint32_t checksum = template_sums_[index] ^ header ^ CheckOf(masks);
  Put(out + mtf::kPageChecksumAt, checksum);
  return checksum ^ mtf::RotateLeft(checksum, kSectorsPerPage - 1);
}

namespace {

class GeneratedStream final : public Stream {
 public:
  GeneratedStream(const mtf::SetShape& shape, std::shared_ptr<const PageFactory> pages)
      : shape_(shape),
        pages_(std::move(pages)),
        prologue_(mtf::Prologue(shape)),
        page_(kPageBytes) {
    pages_end_ = prologue_.size() + shape.page_count * kPageBytes;
    bytes_ = BytesOf(shape);
  }

  uint64_t bytes() const override {
    return bytes_;
  }

  std::vector<uint8_t> Beginning(size_t size_max) override {
    const size_t size = std::min(size_max, prologue_.size());
    return {prologue_.begin(), prologue_.begin() + static_cast<ptrdiff_t>(size)};
  }

  bool Read(uint8_t* out, uint32_t size, Problem* problem) override {
    if (size > bytes_ - position_) {
      problem->text = "The generated stream has ended.";
      return false;
    }
    while (size > 0) {
      const uint32_t step = ReadSome(out, size);
      out += step;
      size -= step;
      position_ += step;
    }
    return true;
  }

 private:
  uint32_t ReadSome(uint8_t* out, uint32_t size) {
    if (position_ < prologue_.size())
      return CopyFrom(prologue_, position_, out, size);
    if (position_ >= pages_end_) {
      if (epilogue_.empty())
        epilogue_ = mtf::Epilogue(shape_, checksum_);
      return CopyFrom(epilogue_, position_ - pages_end_, out, size);
    }
    const uint64_t in_pages = position_ - prologue_.size();
    const auto in_page = static_cast<uint32_t>(in_pages % kPageBytes);
    if (in_page == 0 && size >= kPageBytes) {
      WritePage(out, in_pages / kPageBytes);
      return kPageBytes;
    }
    // Transfers need not end at pages: the rest of one is kept.
    if (in_page == 0)
      WritePage(page_.data(), in_pages / kPageBytes);
    return CopyFrom(page_, in_page, out, size);
  }

  void WritePage(uint8_t* out, uint64_t ordinal) {
    // Extents are dealt to the stripes in turn.
    const uint64_t extent = ordinal / kPagesPerExtent * shape_.device_count + shape_.device_index;
    const uint64_t page_id = extent * kPagesPerExtent + ordinal % kPagesPerExtent;
    const uint32_t sum = pages_->Write(out, static_cast<uint32_t>(page_id));
    checksum_ = mtf::RotateLeft(checksum_, kSectorsPerPage) ^ sum;
  }

  static uint32_t CopyFrom(const std::vector<uint8_t>& from, uint64_t offset, uint8_t* out,
                           uint32_t size) {
    const auto step = static_cast<uint32_t>(std::min<uint64_t>(size, from.size() - offset));
    std::memcpy(out, from.data() + offset, step);
    return step;
  }

  mtf::SetShape shape_;
  std::shared_ptr<const PageFactory> pages_;
  std::vector<uint8_t> prologue_;
  std::vector<uint8_t> epilogue_;
  std::vector<uint8_t> page_;
  uint64_t pages_end_;
  uint64_t bytes_;
  uint64_t position_ = 0;
  uint32_t checksum_ = 0;
};

uint64_t OverheadOf(const mtf::SetShape& shape) {
  return mtf::Prologue(shape).size() + mtf::Epilogue(shape, 0).size();
}

}  // namespace

std::vector<mtf::SetShape> ShapesOf(const DatabaseSpec& spec, uint32_t device_count,
                                    uint32_t block_bytes) {
  std::vector<mtf::SetShape> shapes(device_count);
  uint64_t overhead = 0;
  for (uint32_t i = 0; i < device_count; ++i) {
    shapes[i] = {.block_bytes = block_bytes,
                 .device_count = device_count,
                 .device_index = i,
                 .page_count = 0,
                 .set_page_count = 0,
                 .backup_bytes = 0,
                 .seed = spec.seed};
    overhead += OverheadOf(shapes[i]);
  }
  // Page numbers have 32 bits.
  constexpr uint64_t kExtentsMax = (uint64_t{1} << 32) / kPagesPerExtent - 64;
  const uint64_t data = spec.bytes > overhead ? spec.bytes - overhead : 0;
  const uint64_t unit = std::max(kExtentBytes, block_bytes);
  const uint64_t extents =
      std::clamp<uint64_t>(mtf::RoundUp(data, unit) / kExtentBytes, device_count, kExtentsMax);
  uint64_t backup_bytes = 0;
  for (mtf::SetShape& shape : shapes) {
    const uint64_t share =
        extents / device_count + (shape.device_index < extents % device_count ? 1 : 0);
    shape.page_count = share * kPagesPerExtent;
    shape.set_page_count = extents * kPagesPerExtent;
    backup_bytes += mtf::BackupBytesOf(shape);
  }
  for (mtf::SetShape& shape : shapes)
    shape.backup_bytes = backup_bytes;
  return shapes;
}

uint64_t BytesOf(const mtf::SetShape& shape) {
  return OverheadOf(shape) + shape.page_count * kPageBytes;
}

std::unique_ptr<Stream> OpenGenerated(const mtf::SetShape& shape,
                                      std::shared_ptr<const PageFactory> pages) {
  return std::make_unique<GeneratedStream>(shape, std::move(pages));
}

}  // namespace handoff::embedded
