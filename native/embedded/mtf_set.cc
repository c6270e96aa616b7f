// SPDX-License-Identifier: MIT
#include "native/embedded/mtf_set.h"

#include <algorithm>
#include <string_view>

#include "native/embedded/random.h"

namespace handoff::embedded::mtf {

namespace {

constexpr std::u16string_view kSoftwareName{u"Microsoft SQL Server\0\0", 22};
constexpr std::u16string_view kMediaDescription = u"Invented data: SQL Server cannot restore it";
constexpr std::u16string_view kBackupName = u"Handoff Demo-Full Database Backup";
constexpr std::u16string_view kDatabaseName = u"Handoff Demo";
constexpr std::u16string_view kServerName = u"HANDOFF-DEMO";
constexpr std::u16string_view kLogin = u"demo";
constexpr std::u16string_view kVolume = u"D:";
constexpr std::u16string_view kFilegroup = u"PRIMARY";
constexpr std::u16string_view kDataName = u"Handoff Demo";
constexpr std::u16string_view kDataPath = u"D:\\Demo\\Handoff Demo.mdf";
constexpr std::u16string_view kLogName = u"Handoff Demo_log";
constexpr std::u16string_view kLogPath = u"D:\\Demo\\Handoff Demo_log.ldf";

constexpr uint16_t kMicrosoft = 0x1200;
constexpr uint32_t kSetAttributesNormal = 4;
constexpr uint32_t kScinFixedBytes = 400;
constexpr uint32_t kSfgiFixedBytes = 224;
constexpr uint32_t kSfinFixedBytes = 1028;
constexpr uint32_t kLogBytes = 64 * 1024;
constexpr uint64_t kLogStart = 8192;
constexpr uint16_t kVlfRecordAt = 92;
constexpr uint16_t kVlfRecordBytes = 504;

/// MTF's date: year 14 bits, month 4, day 5, hour 5, minute 6, second 6, big-endian.
struct Date {
  uint8_t bytes[5];
};

constexpr Date MakeDate(uint64_t hour, uint64_t minute, uint64_t second) {
  constexpr uint64_t kYear = 2026;
  constexpr uint64_t kMonth = 1;
  constexpr uint64_t kDay = 15;
  const uint64_t bits = kYear << 26 | kMonth << 22 | kDay << 17 | hour << 12 | minute << 6 | second;
  return Date{{static_cast<uint8_t>(bits >> 32), static_cast<uint8_t>(bits >> 24),
               static_cast<uint8_t>(bits >> 16), static_cast<uint8_t>(bits >> 8),
               static_cast<uint8_t>(bits)}};
}

constexpr Date kCreated = MakeDate(8, 0, 0);
constexpr Date kStarted = MakeDate(22, 0, 0);
constexpr Date kFinished = MakeDate(22, 4, 30);

struct Lsn {
  uint32_t vlf;
  uint32_t block;
  uint16_t slot;
};

constexpr Lsn kFirstLsn{40, 168, 37};
constexpr Lsn kLastLsn{40, 296, 1};

struct Guid {
  uint8_t bytes[16];
};

/// What is drawn from the seed; the media set's and backup set's are the same on every stripe.
enum class GuidOf : uint64_t {
  kMediaSet,
  kBackupSet,
  kBinding,
  kRecoveryFork,
  kDataFile,
  kLogFile
};

Guid MakeGuid(uint64_t seed, GuidOf what) {
  Guid guid;
  const uint64_t stream = Mix(seed ^ (0x6755494400ULL + static_cast<uint64_t>(what)));
  Put(guid.bytes, Mix(stream));
  Put(guid.bytes + 8, Mix(stream + 1));
  guid.bytes[7] = static_cast<uint8_t>((guid.bytes[7] & 0x0F) | 0x40);
  guid.bytes[8] = static_cast<uint8_t>((guid.bytes[8] & 0x3F) | 0x80);
  return guid;
}

uint32_t FamilyId(const SetShape& shape) {
  return static_cast<uint32_t>(Mix(shape.seed * 64 + shape.device_index + 1));
}

/// The block that everything inside is aligned to: the device's, but a filemark's size has to fit
/// 16 bits.
uint32_t BlockBytes(const SetShape& shape) {
  constexpr uint32_t kBlockBytesMax = 32 * 1024;
  return std::min(shape.block_bytes, kBlockBytesMax);
}

uint32_t FilemarkBytes(const SetShape& shape) {
  return std::max(kSectorBytes, BlockBytes(shape));
}

/// What the block before a filemark is padded to.
uint32_t PadUnit(const SetShape& shape) {
  return std::max(kLogicalBlockBytes, BlockBytes(shape));
}

uint64_t SetPosition(const SetShape& shape) {
  return uint64_t{PadUnit(shape)} + FilemarkBytes(shape);
}

/// A record of the configuration stream: tag, length, fixed fields, then strings.
class Record {
 public:
  Record(const char* tag, uint32_t fixed_bytes) : bytes_(fixed_bytes) {
    std::memcpy(bytes_.data(), tag, 4);
  }
  template <typename T>
  void Field(uint32_t at, T value) {
    Put(bytes_.data() + at, value);
  }
  void SetLsn(uint32_t at, const Lsn& lsn) {
    Field(at, lsn.vlf);
    Field(at + 4, lsn.block);
    Field(at + 8, lsn.slot);
  }
  void String(uint32_t at, std::u16string_view text) {
    Field(at, static_cast<uint16_t>(text.size() * 2));
    Field(at + 2, static_cast<uint16_t>(bytes_.size()));
    const auto* from = reinterpret_cast<const uint8_t*>(text.data());
    bytes_.insert(bytes_.end(), from, from + text.size() * 2);
  }
  void AppendTo(std::vector<uint8_t>* out) {
    Field(4, static_cast<uint32_t>(bytes_.size()));
    out->insert(out->end(), bytes_.begin(), bytes_.end());
  }

 private:
  std::vector<uint8_t> bytes_;
};

void AppendScin(const SetShape& shape, bool is_final, std::vector<uint8_t>* out) {
  const Guid fork = MakeGuid(shape.seed, GuidOf::kRecoveryFork);
  Record scin("SCIN", kScinFixedBytes);
  scin.Field<uint32_t>(8, 512 | 16);  // 16: WITH CHECKSUM
  scin.Field<uint16_t>(24, 1000);     // build, minor, major
  scin.Field<uint8_t>(26, 0);
  scin.Field<uint8_t>(27, 14);
  scin.SetLsn(32, kFirstLsn);
  scin.SetLsn(42, kLastLsn);
  scin.SetLsn(52, kFirstLsn);
  scin.Field(72, kCreated);
  scin.Field(77, kStarted);
  if (is_final)
    scin.Field(82, kFinished);
  scin.Field<uint8_t>(87, 'D');
  scin.Field<uint8_t>(88, 0x34);
  scin.Field<uint8_t>(91, 140);
  scin.Field<uint16_t>(92, 5);
  scin.Field<uint16_t>(94, 869);
  scin.Field<uint64_t>(96, shape.backup_bytes);
  scin.Field<uint32_t>(116, 1033);
  scin.Field<uint32_t>(120, 0x30001);
  scin.Field(124, MakeGuid(shape.seed, GuidOf::kBinding));
  scin.Field(156, fork);
  scin.Field(224, fork);
  scin.Field<uint32_t>(244, 0x10000 | 8);  // page checksums, simple recovery
  scin.Field<uint64_t>(344, shape.backup_bytes);
  scin.String(104, kDatabaseName);
  scin.String(108, kServerName);
  scin.AppendTo(out);
}

void AppendFile(const SetShape& shape, bool is_log, std::vector<uint8_t>* out) {
  Record sfin("SFIN", kSfinFixedBytes);
  sfin.Field<uint32_t>(8, is_log ? 0x04 : 0x84);
  sfin.Field<uint32_t>(16, kPageBytes);
  sfin.Field<uint32_t>(20, is_log ? 2 : 1);
  sfin.Field<uint32_t>(24, is_log ? 0 : static_cast<uint32_t>(shape.set_page_count));
  sfin.Field<uint32_t>(28, is_log ? 2 : 1);
  sfin.Field<uint32_t>(32, kSectorBytes);
  sfin.Field<uint32_t>(36, is_log ? 0 : 1);
  sfin.Field<uint64_t>(40, is_log ? 8 * kLogBytes : shape.set_page_count * kPageBytes);
  sfin.Field(186, MakeGuid(shape.seed, is_log ? GuidOf::kLogFile : GuidOf::kDataFile));
  sfin.String(48, is_log ? kLogName : kDataName);
  sfin.String(52, is_log ? kLogPath : kDataPath);
  sfin.AppendTo(out);
}

std::vector<uint8_t> Configuration(const SetShape& shape, bool is_final) {
  std::vector<uint8_t> out;
  AppendScin(shape, is_final, &out);
  Record filegroup("SFGI", kSfgiFixedBytes);
  filegroup.Field<uint32_t>(12, 1);
  filegroup.String(16, kFilegroup);
  filegroup.AppendTo(&out);
  AppendFile(shape, false, &out);
  AppendFile(shape, true, &out);
  return out;
}

void AddTape(const SetShape& shape, Builder* builder) {
  constexpr uint16_t kStringsAt = 94;
  constexpr std::u16string_view kName{kGeneratedMediaName};
  const auto first_event = static_cast<uint16_t>(RoundUp(
      kStringsAt + 2 * (kName.size() + kMediaDescription.size() + kSoftwareName.size()), 4));
  builder->BeginBlock("TAPE", 0x00030000, first_event, true);
  builder->Field(52, FamilyId(shape));
  builder->Field<uint32_t>(56, 5);  // soft filemarks, and a bit that SQL Server always sets
  builder->Field<uint16_t>(60, 1);
  builder->Field(64, static_cast<uint16_t>(FilemarkBytes(shape) / kSectorBytes));
  builder->Field<uint16_t>(66, 3);
  builder->Field(84, static_cast<uint16_t>(kLogicalBlockBytes));
  builder->Field(86, kMicrosoft);
  builder->Field(88, kStarted);
  builder->Field<uint8_t>(93, 1);
  uint16_t at = kStringsAt;
  builder->String(68, kName, &at);
  builder->String(72, kMediaDescription, &at);
  builder->String(80, kSoftwareName, &at);
  builder->EndBlock();

  uint8_t raid[32] = {};
  Put(raid, MakeGuid(shape.seed, GuidOf::kMediaSet));
  Put<uint32_t>(raid + 16, 0xF00000AD);
  Put(raid + 20, static_cast<uint16_t>(shape.device_count));
  Put<uint16_t>(raid + 22, 1);
  Put(raid + 24, static_cast<uint16_t>(shape.device_index + 1));
  Put<uint32_t>(raid + 28, 0x00010000);
  builder->Stream("RAID", 0, raid, sizeof(raid));
  builder->PadTo(PadUnit(shape), 0);
}

/// `earlier`: positions of the filemarks before this one, newest first.
void AddFilemark(const SetShape& shape, const std::vector<uint64_t>& earlier, Builder* builder) {
  const uint32_t bytes = FilemarkBytes(shape);
  builder->BeginBlock("SFMB", 0x80000000, static_cast<uint16_t>(bytes), false);
  builder->Field(52, (bytes - 72) / 8);
  builder->Field(56, static_cast<uint32_t>(earlier.size()));
  builder->Field<uint32_t>(60, 72);
  for (size_t i = 0; i < earlier.size(); ++i)
    builder->Field(static_cast<uint32_t>(72 + 8 * i), earlier[i]);
  builder->EndBlock();
}

void AddSetHeader(const SetShape& shape, Builder* builder) {
  constexpr uint16_t kOsDataAt = 100;
  constexpr uint16_t kStringsAt = 122;
  const auto first_event =
      static_cast<uint16_t>(RoundUp(kStringsAt + 2 * (kBackupName.size() + kLogin.size()), 4));
  builder->BeginBlock("SSET", 0, first_event, true);
  builder->Field<uint16_t>(44, 21);
  builder->Field(46, kOsDataAt);
  builder->Field(52, kSetAttributesNormal);
  builder->Field(60, kMicrosoft);
  builder->Field<uint16_t>(62, 1);
  builder->Field(80, SetPosition(shape));
  builder->Field(88, kStarted);
  builder->Field<uint8_t>(93, 14);
  builder->Field<uint8_t>(97, 2);
  builder->Field(kOsDataAt, MakeGuid(shape.seed, GuidOf::kBackupSet));
  uint16_t at = kStringsAt;
  builder->String(64, kBackupName, &at);
  builder->String(76, kLogin, &at);
  builder->EndBlock();
  builder->PadTo(kLogicalBlockBytes, SetPosition(shape));
}

void AddVolume(const SetShape& shape, Builder* builder) {
  constexpr uint16_t kStringsAt = 73;
  const auto first_event =
      static_cast<uint16_t>(RoundUp(kStringsAt + 2 * (kVolume.size() + kServerName.size()), 4));
  builder->BeginBlock("VOLB", 0, first_event, true);
  builder->Field<uint32_t>(52, 2);
  builder->Field(68, kStarted);
  uint16_t at = kStringsAt;
  builder->String(56, kVolume, &at);
  builder->String(64, kServerName, &at);
  builder->EndBlock();
  builder->PadTo(kLogicalBlockBytes, SetPosition(shape));
}

void AddConfiguration(const SetShape& shape, bool is_final, Builder* builder) {
  const std::vector<uint8_t> records = Configuration(shape, is_final);
  builder->BeginBlock(is_final ? "MSLS" : "MSCI", 0, 0x38, true);
  builder->EndBlock();
  builder->Stream("MQCI", 0, records.data(), records.size());
  builder->PadTo(is_final ? PadUnit(shape) : kLogicalBlockBytes, SetPosition(shape));
}

/// Pads so that the third byte of the data stream that follows lies on a device block.
void AddAlignment(const SetShape& shape, Builder* builder) {
  const uint64_t data_min = builder->position() + 2 * kStreamHeaderBytes + kDataPrefixBytes;
  const uint64_t data = RoundUp(data_min, BlockBytes(shape));
  builder->StreamHeader("APAD", kAlignmentPad, data - data_min);
  builder->Zeros(data - data_min);
}

void AddChecksum(uint32_t checksum, Builder* builder) {
  builder->Stream("CSUM", 0, &checksum, sizeof(checksum));
}

/// The block of one virtual log file; `carries_log`: with the log itself.
void AddLog(const SetShape& shape, uint32_t vlf, bool carries_log, Builder* builder) {
  builder->BeginBlock("MSTL", 0, kVlfRecordAt + kVlfRecordBytes, false);
  builder->Field<uint8_t>(58, 1);
  if (carries_log) {
    builder->Field(60, kLogStart);
    builder->Field(68, kLogStart + kLogBytes);
  }
  builder->Field<uint32_t>(76, 2);
  builder->Field(80, kVlfRecordBytes);
  builder->Field(82, kVlfRecordAt);
  builder->Field(kVlfRecordAt, kFirstLsn.vlf + vlf);
  builder->Field<uint64_t>(kVlfRecordAt + 4, 4 * kLogBytes);
  builder->Field<uint64_t>(kVlfRecordAt + 12, kLogStart + uint64_t{vlf} * 4 * kLogBytes);
  builder->EndBlock();
  if (carries_log) {
    AddAlignment(shape, builder);
    std::vector<uint8_t> log(kDataPrefixBytes + kLogBytes);
    for (size_t at = kDataPrefixBytes; at < log.size(); at += 8)
      Put(log.data() + at, Mix(shape.seed + at) & 0x0F0F0F0F0F0F0F0FULL);
    BackupChecksum checksum;
    checksum.Add(log.data() + kDataPrefixBytes, kLogBytes);
    builder->Stream("MQTL", kChecksumFollows, log.data(), log.size());
    AddChecksum(checksum.value(), builder);
  }
  builder->PadTo(kLogicalBlockBytes, SetPosition(shape));
}

void AddEndOfSet(uint64_t set_map_position, Builder* builder) {
  builder->BeginBlock("ESET", 0, 0x58, false);
  builder->Field(52, kSetAttributesNormal);
  builder->Field(60, set_map_position);
  builder->Field<uint16_t>(78, 1);
  builder->Field(80, kStarted);
  builder->EndBlock();
}

/// The set map: one entry for the set, one for its volume. In SQL Server's the string addresses of
/// the set count from its entry, those of the volume from four bytes before.
std::vector<uint8_t> SetMap(const SetShape& shape) {
  constexpr uint32_t kSet = 8;
  constexpr uint32_t kSetEntryBytes = 92;
  constexpr uint32_t kVolumeEntryBytes = 58;
  std::vector<uint8_t> map(kSet + kSetEntryBytes);
  const auto add = [&map](uint32_t field, uint32_t origin, std::u16string_view text) {
    Put(map.data() + field, static_cast<uint16_t>(text.size() * 2));
    Put(map.data() + field + 2, static_cast<uint16_t>(map.size() - origin));
    const auto* from = reinterpret_cast<const uint8_t*>(text.data());
    map.insert(map.end(), from, from + text.size() * 2);
  };
  Put(map.data(), FamilyId(shape));
  Put<uint16_t>(map.data() + 4, 1);
  Put<uint16_t>(map.data() + kSet + 2, 1);
  Put(map.data() + kSet + 8, kSetAttributesNormal);
  Put(map.data() + kSet + 12, SetPosition(shape));
  Put<uint16_t>(map.data() + kSet + 30, 1);
  Put(map.data() + kSet + 52, shape.backup_bytes);
  Put<uint16_t>(map.data() + kSet + 60, 1);
  Put(map.data() + kSet + 80, kStarted);
  Put<uint8_t>(map.data() + kSet + 86, 14);
  Put<uint8_t>(map.data() + kSet + 87, 1);
  Put<uint8_t>(map.data() + kSet + 88, 2);
  Put<uint8_t>(map.data() + kSet + 90, 2);
  add(kSet + 64, kSet, kBackupName);
  add(kSet + 76, kSet, kLogin);
  Put(map.data() + kSet, static_cast<uint16_t>(map.size() - kSet));

  const auto volume = static_cast<uint32_t>(map.size());
  map.resize(volume + kVolumeEntryBytes);
  std::memcpy(map.data() + volume, "VOLB", 4);
  Put<uint32_t>(map.data() + volume + 4, 1);
  Put<uint16_t>(map.data() + volume + 10, 1);
  Put<uint8_t>(map.data() + volume + 28, 14);
  Put<uint8_t>(map.data() + volume + 29, 1);
  Put<uint8_t>(map.data() + volume + 30, 2);
  Put<uint32_t>(map.data() + volume + 32, 2);
  Put(map.data() + volume + 52, kStarted);
  add(volume + 36, volume - 4, kVolume);
  add(volume + 44, volume - 4, kServerName);
  return map;
}

void AddTail(const SetShape& shape, Builder* builder) {
  const uint64_t first_mark = PadUnit(shape);
  const uint64_t second_mark = builder->position();
  builder->EndSet();
  AddFilemark(shape, {first_mark}, builder);

  const uint64_t first_end = builder->position();
  AddEndOfSet(0, builder);
  const uint64_t filler_data = builder->position() + kStreamHeaderBytes;
  const uint64_t map_position = RoundUp(filler_data - first_end, PadUnit(shape)) + first_end;
  builder->StreamHeader("OTCP", 0, map_position - filler_data);
  builder->Zeros(map_position - filler_data);
  const std::vector<uint8_t> map = SetMap(shape);
  builder->Stream("TSMP", 0, map.data(), map.size());
  builder->PadTo(PadUnit(shape), first_end);

  AddEndOfSet(first_end, builder);
  // The whole stream ends at a device block.
  const bool is_large = shape.block_bytes > BlockBytes(shape);
  builder->PadTo(is_large ? shape.block_bytes : PadUnit(shape),
                 is_large ? shape.block_bytes - FilemarkBytes(shape) : first_end);
  AddFilemark(shape, {second_mark, first_mark}, builder);
}

uint64_t MslsPosition(const SetShape& shape, Builder* builder, uint32_t data_checksum) {
  AddChecksum(data_checksum, builder);
  builder->Stream("MQDA", kVariable | kVariableEnd, nullptr, 0);
  builder->PadTo(kLogicalBlockBytes, SetPosition(shape));
  AddLog(shape, 0, shape.device_index == 0, builder);
  AddLog(shape, 1, false, builder);
  return builder->position();
}

/// Control block id of the first block after MSDA: SSET, VOLB, MSCI and MSDA have 0 to 3.
constexpr uint32_t kControlIdAfterData = 4;

Builder AfterPages(const SetShape& shape) {
  Builder builder(Prologue(shape).size() + shape.page_count * kPageBytes);
  builder.ContinueSet(SetPosition(shape), kControlIdAfterData);
  return builder;
}

}  // namespace

std::vector<uint8_t> Prologue(const SetShape& shape) {
  Builder builder(0);
  AddTape(shape, &builder);
  AddFilemark(shape, {}, &builder);
  builder.BeginSet();
  AddSetHeader(shape, &builder);
  AddVolume(shape, &builder);
  AddConfiguration(shape, false, &builder);
  builder.BeginBlock("MSDA", 0, 0x3C, false);
  builder.Field<uint8_t>(58, 1);
  builder.EndBlock();
  AddAlignment(shape, &builder);
  builder.StreamHeader("MQDA", kVariable | kChecksumFollows,
                       kDataPrefixBytes + shape.page_count * kPageBytes);
  builder.Zeros(kDataPrefixBytes);
  return builder.Take();
}

std::vector<uint8_t> Epilogue(const SetShape& shape, uint32_t data_checksum) {
  Builder builder = AfterPages(shape);
  MslsPosition(shape, &builder, data_checksum);
  AddConfiguration(shape, true, &builder);
  AddTail(shape, &builder);
  return builder.Take();
}

uint64_t BackupBytesOf(const SetShape& shape) {
  Builder builder = AfterPages(shape);
  return MslsPosition(shape, &builder, 0) - SetPosition(shape) + PadUnit(shape);
}

}  // namespace handoff::embedded::mtf
