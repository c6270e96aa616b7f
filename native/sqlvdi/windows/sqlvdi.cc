// SPDX-License-Identifier: MIT
/// `sqlvdi.dll`: an in-process COM server with the class id and vtables of SQL Server's, over the
/// client half of the embedded server. Registered for the whole machine where that is allowed, else
/// for the user (`regsvr32 sqlvdi.dll`).
///
/// Threads: free-threaded, as the set is. Ownership: a device interface keeps its set alive.
#include <atomic>
#include <cstring>
#include <memory>
#include <new>
#include <string>

#include "native/embedded/client_set.h"
#include "native/platform/win32/handle.h"
#include "native/sqlvdi/windows/vdi.h"

namespace hv = handoff::vdi;
using handoff::platform::Narrow;
using handoff::platform::Wide;

static_assert(sizeof(sqlvdi::Config) == sizeof(hv::VDConfig));
static_assert(sizeof(sqlvdi::Command) == sizeof(hv::VDC_Command));

namespace {

HINSTANCE module = nullptr;
std::atomic<LONG> objects{0};  ///< and locks: while above 0 the DLL stays

/// What every object here has.
template <typename Interface>
class Counted : public Interface {
 public:
  Counted() {
    objects.fetch_add(1);
  }
  virtual ~Counted() {
    objects.fetch_sub(1);
  }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

  ULONG STDMETHODCALLTYPE AddRef() override {
    return static_cast<ULONG>(count_.fetch_add(1) + 1);
  }
  ULONG STDMETHODCALLTYPE Release() override {
    const LONG left = count_.fetch_sub(1) - 1;
    if (left == 0) {
      delete this;
    }
    return static_cast<ULONG>(left);
  }

 private:
  std::atomic<LONG> count_{1};
};

class Set final : public Counted<sqlvdi::IClientSet2> {
 public:
  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID id, void** out) override {
    if (out == nullptr) {
      return E_POINTER;
    }
    const bool is_known = IsEqualGUID(id, IID_IUnknown) || IsEqualGUID(id, sqlvdi::kClientSetId) ||
                          IsEqualGUID(id, sqlvdi::kClientSet2Id);
    *out = is_known ? static_cast<sqlvdi::IClientSet2*>(this) : nullptr;
    if (!is_known) {
      return E_NOINTERFACE;
    }
    AddRef();
    return S_OK;
  }

  HRESULT STDMETHODCALLTYPE Create(LPCWSTR name, sqlvdi::Config* config) override {
    return set_->Create(Text(name).get(), Ours(config));
  }
  HRESULT STDMETHODCALLTYPE CreateEx(LPCWSTR instance, LPCWSTR name,
                                     sqlvdi::Config* config) override {
    return set_->CreateEx(Text(instance).get(), Text(name).get(), Ours(config));
  }
  HRESULT STDMETHODCALLTYPE GetConfiguration(DWORD timeout_ms, sqlvdi::Config* config) override {
    return set_->GetConfiguration(timeout_ms, Ours(config));
  }
  HRESULT STDMETHODCALLTYPE OpenDevice(LPCWSTR name, sqlvdi::IClientDevice** device) override;
  HRESULT STDMETHODCALLTYPE Close() override {
    return set_->Close();
  }
  HRESULT STDMETHODCALLTYPE SignalAbort() override {
    return set_->SignalAbort();
  }
  HRESULT STDMETHODCALLTYPE OpenInSecondary(LPCWSTR name) override {
    return set_->OpenInSecondary(Text(name).get());
  }
  HRESULT STDMETHODCALLTYPE OpenInSecondaryEx(LPCWSTR instance, LPCWSTR name) override {
    return set_->OpenInSecondaryEx(Text(instance).get(), Text(name).get());
  }
  HRESULT STDMETHODCALLTYPE GetBufferHandle(BYTE* buffer, DWORD* handle) override {
    uint32_t number = 0;
    const HRESULT result = set_->GetBufferHandle(buffer, handle == nullptr ? nullptr : &number);
    if (result == hv::NOERROR) {
      *handle = number;
    }
    return result;
  }
  HRESULT STDMETHODCALLTYPE MapBufferHandle(DWORD handle, BYTE** buffer) override {
    return set_->MapBufferHandle(handle, buffer);
  }

 private:
  /// UTF-8 of a text that may be null.
  class Text {
   public:
    explicit Text(LPCWSTR wide) : is_null_(wide == nullptr), text_(is_null_ ? "" : Narrow(wide)) {}
    const char* get() const {
      return is_null_ ? nullptr : text_.c_str();
    }

   private:
    bool is_null_;
    std::string text_;
  };
  static hv::VDConfig* Ours(sqlvdi::Config* config) {
    return reinterpret_cast<hv::VDConfig*>(config);
  }

  std::unique_ptr<hv::VirtualDeviceSet> set_ = handoff::embedded::NewEmbeddedSet();
};

class Device final : public Counted<sqlvdi::IClientDevice> {
 public:
  Device(Set* set, hv::VirtualDevice* device) : set_(set), device_(device) {
    set_->AddRef();
  }
  ~Device() override {
    set_->Release();
  }

  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID id, void** out) override {
    if (out == nullptr) {
      return E_POINTER;
    }
    const bool is_known = IsEqualGUID(id, IID_IUnknown) || IsEqualGUID(id, sqlvdi::kClientDeviceId);
    *out = is_known ? static_cast<sqlvdi::IClientDevice*>(this) : nullptr;
    if (!is_known) {
      return E_NOINTERFACE;
    }
    AddRef();
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE GetCommand(DWORD timeout_ms, sqlvdi::Command** command) override {
    return device_->GetCommand(timeout_ms, reinterpret_cast<hv::VDC_Command**>(command));
  }
  HRESULT STDMETHODCALLTYPE CompleteCommand(sqlvdi::Command* command, DWORD code, DWORD bytes,
                                            ULONGLONG position) override {
    return device_->CompleteCommand(reinterpret_cast<hv::VDC_Command*>(command), code, bytes,
                                    position);
  }

 private:
  Set* set_;
  hv::VirtualDevice* device_;
};

HRESULT STDMETHODCALLTYPE Set::OpenDevice(LPCWSTR name, sqlvdi::IClientDevice** device) {
  if (device == nullptr) {
    return hv::VD_E_INVALID;
  }
  *device = nullptr;
  hv::VirtualDevice* opened = nullptr;
  const HRESULT result = set_->OpenDevice(Text(name).get(), &opened);
  if (result == hv::NOERROR) {
    *device = new Device(this, opened);
  }
  return result;
}

class Factory final : public Counted<IClassFactory> {
 public:
  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID id, void** out) override {
    const bool is_known = IsEqualGUID(id, IID_IUnknown) || IsEqualGUID(id, IID_IClassFactory);
    *out = is_known ? static_cast<IClassFactory*>(this) : nullptr;
    if (!is_known) {
      return E_NOINTERFACE;
    }
    AddRef();
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE CreateInstance(IUnknown* outer, REFIID id, void** out) override {
    *out = nullptr;
    if (outer != nullptr) {
      return CLASS_E_NOAGGREGATION;
    }
    Set* const set = new Set;
    const HRESULT result = set->QueryInterface(id, out);
    set->Release();
    return result;
  }
  HRESULT STDMETHODCALLTYPE LockServer(BOOL is_locked) override {
    objects.fetch_add(is_locked ? 1 : -1);
    return S_OK;
  }
};

constexpr wchar_t kClassKey[] = L"Software\\Classes\\CLSID\\{40700425-0080-11D2-851F-00C04FC21759}";

LSTATUS WriteText(HKEY root, const std::wstring& key, const wchar_t* name,
                  const std::wstring& text) {
  return RegSetKeyValueW(root, key.c_str(), name, REG_SZ, text.c_str(),
                         static_cast<DWORD>((text.size() + 1) * sizeof(wchar_t)));
}

LSTATUS RegisterIn(HKEY root) {
  wchar_t path[MAX_PATH] = {};
  const DWORD length = GetModuleFileNameW(module, path, MAX_PATH);
  if (length == 0 || length == MAX_PATH) {
    return static_cast<LSTATUS>(GetLastError());
  }
  const std::wstring server = std::wstring(kClassKey) + L"\\InprocServer32";
  LSTATUS status = WriteText(root, kClassKey, nullptr,
                             L"Virtual device set of Handoff's embedded server (stands in for SQL "
                             L"Server's)");
  status = status == 0 ? WriteText(root, server, nullptr, path) : status;
  return status == 0 ? WriteText(root, server, L"ThreadingModel", L"Both") : status;
}

}  // namespace

extern "C" {

/// Tells this DLL from SQL Server's, like the symbol of the same name in libsqlvdi.so.
extern const uint32_t handoff_sqlvdi_stand_in;
const uint32_t handoff_sqlvdi_stand_in = 1;

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID) {
  if (reason == DLL_PROCESS_ATTACH) {
    module = instance;
    DisableThreadLibraryCalls(instance);
  }
  return TRUE;
}

HRESULT WINAPI DllGetClassObject(REFCLSID id, REFIID interface_id, void** out) {
  *out = nullptr;
  if (!IsEqualGUID(id, sqlvdi::kClientSetId)) {
    return CLASS_E_CLASSNOTAVAILABLE;
  }
  Factory* const factory = new Factory;
  const HRESULT result = factory->QueryInterface(interface_id, out);
  factory->Release();
  return result;
}

HRESULT WINAPI DllCanUnloadNow() {
  return objects.load() == 0 ? S_OK : S_FALSE;
}

HRESULT WINAPI DllRegisterServer() {
  LSTATUS status = RegisterIn(HKEY_LOCAL_MACHINE);
  if (status == ERROR_ACCESS_DENIED) {
    status = RegisterIn(HKEY_CURRENT_USER);
  }
  return HRESULT_FROM_WIN32(static_cast<DWORD>(status));
}

HRESULT WINAPI DllUnregisterServer() {
  for (HKEY root : {HKEY_LOCAL_MACHINE, HKEY_CURRENT_USER}) {
    RegDeleteTreeW(root, kClassKey);
  }
  return S_OK;
}

}  // extern "C"
