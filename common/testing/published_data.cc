#include "common/testing/published_data.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace guanxi {

std::string PublishedText(const std::string& file) {
  // A test sees links to the files of the checkout; the one that every target may read leads there.
  std::error_code error;
  const std::filesystem::path root = std::filesystem::canonical("README.md", error).parent_path();
  if (error) return "";
  std::ifstream in(root.parent_path() / "shared" / "data" / file);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<std::vector<std::string>> PublishedRows(const std::string& file) {
  const std::string text = PublishedText(file);
  std::vector<std::vector<std::string>> rows;
  bool is_first = true;
  for (absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    line = absl::StripSuffix(line, "\r");
    if (!is_first) {
      std::vector<std::string>& row = rows.emplace_back();
      for (absl::string_view cell : absl::StrSplit(line, ',')) {
        row.emplace_back(absl::StripSuffix(absl::StripPrefix(cell, "\""), "\""));
      }
    }
    is_first = false;
  }
  return rows;
}

}  // namespace guanxi
