// SPDX-License-Identifier: MIT
#include "native/platform/shm_region.h"

#include <cerrno>
#include <cstdio>
#include <utility>

#include "native/platform/random.h"
#include "native/platform/win32/names.h"

namespace handoff::platform {
namespace {

std::wstring NewSegmentName() {
  wchar_t name[64];
  std::swprintf(name, sizeof(name) / sizeof(wchar_t), L"Local\\handoff-seg-%08X-%016llX",
                static_cast<unsigned>(GetCurrentProcessId()),
                static_cast<unsigned long long>(RandomNumber()));
  return name;
}

}  // namespace

ShmRegion::~ShmRegion() {
  Reset();
}

ShmRegion::ShmRegion(ShmRegion&& other) noexcept {
  *this = std::move(other);
}

ShmRegion& ShmRegion::operator=(ShmRegion&& other) noexcept {
  if (this != &other) {
    Reset();
    name_ = std::move(other.name_);
    segment_ = std::move(other.segment_);
    mapping_ = std::exchange(other.mapping_, nullptr);
    published_ = std::exchange(other.published_, nullptr);
    data_ = std::exchange(other.data_, nullptr);
    bytes_ = std::exchange(other.bytes_, 0);
  }
  return *this;
}

ShmRegion ShmRegion::Create(size_t bytes, size_t alignment) {
  ShmRegion region;
  region.segment_ = NewSegmentName();
  region.bytes_ = bytes;
  region.mapping_ = CreateFileMappingW(INVALID_HANDLE_VALUE, nullptr, PAGE_READWRITE,
                                       static_cast<DWORD>(static_cast<uint64_t>(bytes) >> 32),
                                       static_cast<DWORD>(bytes), region.segment_.c_str());
  if (region.mapping_ == nullptr || !region.Map(alignment)) {
    region.Reset();
    errno = ENOMEM;
  }
  return region;
}

ShmRegion ShmRegion::Open(const std::string& name, size_t bytes_min, size_t alignment) {
  ShmRegion region;
  NameRecord record;
  if (!ReadName(name, &record)) {
    errno = ENOENT;
    return region;
  }
  if (record.bytes < bytes_min || record.bytes == 0) {
    errno = EINVAL;
    return region;
  }
  region.name_ = name;
  region.segment_ = record.segment;
  region.bytes_ = static_cast<size_t>(record.bytes);
  region.mapping_ = OpenFileMappingW(FILE_MAP_ALL_ACCESS, FALSE, record.segment);
  if (region.mapping_ == nullptr || !region.Map(alignment)) {
    const int reason = region.mapping_ == nullptr ? ENOENT : ENOMEM;
    region.Reset();
    errno = reason;
  }
  return region;
}

int ShmRegion::Publish(const std::string& name) {
  OwnedHandle published(CreateFileMappingW(INVALID_HANDLE_VALUE, nullptr, PAGE_READWRITE, 0,
                                           sizeof(NameRecord), ObjectName(name).c_str()));
  if (!published) {
    return EINVAL;
  }
  if (GetLastError() == 183) {
    return EEXIST;
  }
  auto* const record = static_cast<NameRecord*>(
      MapViewOfFile(published.get(), FILE_MAP_ALL_ACCESS, 0, 0, sizeof(NameRecord)));
  if (record == nullptr) {
    return ENOMEM;
  }
  record->bytes = bytes_;
  segment_.copy(record->segment, sizeof(record->segment) / sizeof(wchar_t) - 1);
  InterlockedExchange(&record->is_written, 1);
  UnmapViewOfFile(record);
  name_ = name;
  published_ = published.Release();
  return NoteName(name) ? 0 : ENOSPC;
}

void ShmRegion::Unlink() {
  OwnedHandle(std::exchange(published_, nullptr)).Reset();
}

bool ShmRegion::UnlinkIfLast() {
  return false;  // The kernel removes what nobody has open.
}

bool ShmRegion::Map(size_t alignment) {
  // Views begin at multiples of 64 KiB, the largest alignment there is.
  data_ = static_cast<uint8_t*>(MapViewOfFile(mapping_, FILE_MAP_ALL_ACCESS, 0, 0, bytes_));
  return data_ != nullptr && reinterpret_cast<uintptr_t>(data_) % alignment == 0;
}

void ShmRegion::Reset() {
  if (data_ != nullptr) {
    UnmapViewOfFile(data_);
    data_ = nullptr;
  }
  Unlink();
  OwnedHandle(std::exchange(mapping_, nullptr)).Reset();
  bytes_ = 0;
}

}  // namespace handoff::platform
