/**
 * A trace file of version 1, as it was written before events knew what a move was spent on: three commands whose moved
 * events bear the buffer's address once more, processes, end. For tests.
 */
export const versionOneFile = Buffer.from(
  "VkRJVFJBQ0UBAAAAAAAAAFZCTEsBAQAAAAAAACEBAACnAQAAAAAAALwiZGiQk86QKLUv/WCnAL0IAJbUPCMwqbYNWMfDuia6" +
    "LV5EErYD04kejf5zKIOM5gcef6CgoaCCAzMAMgA2AEcm34pDvg3egNrH+vp49fy2NvSpOh6xOI7jLE3TNAvDMMxyeF4VtIiP" +
    "51W6j+c3ovBOCd8FdsC7uim/U/JpI338633PQ8oOx5Fjwsn3PgWC11ayR8YV4GHryPjki3wvpIpNTLIqaznV9BG5hRgCr4S3" +
    "t7mECVvLkaMh/9pCzcEehST3NJaxqubS9vF5opZv3rWixjFAAJFwDIcMlUrlijU1U5Q8pLFWphY6ftm9Xn5eNQY5Mhb5fk+k" +
    "67j96MpvYreS8jve0Rg/HwwAS4mBvm0YCoURNQmZd44aNquhn81yjDkyZhoSGHAG8FZCTEsCAQAAAQAAALYAAADOAQAAGAAA" +
    "AEyuR/ASYhdGKLUv/WDOAGUFADIIHCagKY0BD+Jz8JKWmOtjPrB6PdjIy9LuuVpPHO64Ge6IvG2yyZYyBf///z6LZ2CZIhBp" +
    "E/tsUjkYKXlVZvedy2FXfUQHHcxKlBOkiArRwfYojXXQwfaoCLVHVdL6OXtNQGsYszRzvT7/Eb/hFxCcPxAZAEAQAMaBgYFD" +
    "qFBmcQErl0AhCnSYuQtsCGoAuj/AgIGMczKCznCZsM3lAU+DI5UVxLt8Lxmbc1lWQkxLAQEAAAIAAACDAAAAJgEAAAAAAAAD" +
    "kZheLSQG6yi1L/1gJgDNAwAySBgYkLc5vcjtSxJLu9avJGBVfUvULaPm/OcSSVGGtBi6miPPQGW7pKB186w+fQ4stRYhjf6e" +
    "VV9BoPVIGU++Ugw6qeYr6MLTUj7njbwafQFLIwSeQStgj8961SOWzei3Y40EBwAsMwpwFwt1Ec5rBTWqCtqExswDVkJMSwEB" +
    "AAADAAAAWAAAAFkAAAAAAAAArhhoK6erejYotS/9IFl9AgCSxRIYgCtMB9h4ajK7Oz5+GXsqC/KiSHHqYEZHD0PhTkiS0EQS" +
    "uRmz8C5aRkEQG+BOCssQlGYeVLbAnQaKbBdP+e7iHNQ62wX73WyoHQEA",
  "base64",
);
