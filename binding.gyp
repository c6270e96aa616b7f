{
  "target_defaults": {
    "include_dirs": ["."],
    "cflags!": ["-O3"],
    "cflags_cc!": ["-std=gnu++17", "-std=gnu++20"],
    "cflags_cc": ["-std=c++20", "-O3", "-fno-exceptions", "-fvisibility=hidden", "-Wall", "-Wextra"],
    "conditions": [
      ["OS=='win'", {
        # 0x0A00: Windows 10. The sources call the W functions by name; windows.h is only included by
        # native/platform/win32/windows.h.
        "defines": ["_WIN32_WINNT=0x0A00", "_CRT_SECURE_NO_WARNINGS"],
        "msvs_settings": {
          "VCCLCompilerTool": {
            "WarningLevel": 4,
            "AdditionalOptions!": ["-std:c++17"],
            "AdditionalOptions": [
              "/permissive-", "/utf-8",
              "/external:anglebrackets", "/external:W0",  # warnings of headers that are not ours
              "/wd4068",  # pragmas of another compiler
              "/wd4324",  # padding where alignas asks for it
              "/wd4100",  # parameters that an override leaves unused
            ],
          },
        },
      }],
    ],
  },
  "targets": [
    {
      "target_name": "handoff",
      "sources": ["<!@(node native/sources.cjs vdi embedded broker media trace inspect addon sqlserver)"],
      "include_dirs": ["<!(node -p \"require('node-addon-api').include_dir\")"],
      "defines": ["NAPI_VERSION=8", "NAPI_DISABLE_CPP_EXCEPTIONS", "NODE_API_NO_EXTERNAL_BUFFERS_ALLOWED"],
      "cflags_cc": ["-Wno-unused-parameter"],
      "conditions": [
        ["OS=='win'", {
          "sources": ["<!@(node native/sources.cjs platform/win32 addon/windows)"],
          "dependencies": ["zstd"],
          "include_dirs": ["<!(node -p process.env.HANDOFF_ZSTD)", "<!(node -p process.env.HANDOFF_XXHASH)"],
          "msvs_settings": { "VCCLCompilerTool": { "AdditionalOptions": ["/std:c++20"] } },
          "libraries": ["ole32.lib", "oleaut32.lib", "uuid.lib", "version.lib", "advapi32.lib"],
        }, {
          "sources": ["<!@(node native/sources.cjs platform)"],
          "libraries": ["-lzstd", "-lpthread", "-lrt", "-ldl"],
        }],
      ],
    },
    {
      # The published client library over the embedded server: libsqlvdi.so, or the COM server sqlvdi.dll.
      "target_name": "sqlvdi",
      "type": "shared_library",
      "product_dir": "<(PRODUCT_DIR)",
      "win_delay_load_hook": "false",
      "sources": [
        "<!@(node native/sources.cjs vdi)",
        "native/embedded/client_set.cc", "native/embedded/client_device.cc", "native/embedded/shared_set.cc",
        "native/embedded/buffer_map.cc", "native/embedded/configuration.cc", "native/embedded/set_name.cc",
      ],
      "conditions": [
        ["OS=='win'", {
          "sources": [
            "<!@(node native/sources.cjs platform/win32 sqlvdi/windows)", "native/sqlvdi/windows/sqlvdi.rc",
          ],
          "msvs_settings": {
            "VCCLCompilerTool": { "AdditionalOptions": ["/std:c++20"] },
            "VCLinkerTool": { "ModuleDefinitionFile": "<(module_root_dir)/native/sqlvdi/windows/sqlvdi.def" },
          },
          "libraries": ["ole32.lib", "oleaut32.lib", "uuid.lib", "advapi32.lib"],
        }, {
          "product_prefix": "lib",
          "sources": ["<!@(node native/sources.cjs platform sqlvdi/linux)"],
          "ldflags": ["-Wl,--version-script=<(module_root_dir)/native/sqlvdi/linux/exports.map"],
          "libraries": ["-lpthread", "-lrt"],
        }],
      ],
    },
  ],
  "conditions": [
    ["OS=='win'", {
      "targets": [
        {
          # Debian has zstd as a library; here it is compiled, by scripts/lib/windows-libraries.mjs from its package.
          "target_name": "zstd",
          "type": "static_library",
          "sources": ["<!@(node native/sources.cjs <!@(node -p \"['common','compress','decompress'].map(d => process.env.HANDOFF_ZSTD + '/' + d).join(' ')\"))"],
          "defines": ["ZSTD_DISABLE_ASM", "XXH_NAMESPACE=ZSTD_"],
          "msvs_settings": { "VCCLCompilerTool": { "WarningLevel": 0 } },
        },
      ],
    }],
  ],
}
