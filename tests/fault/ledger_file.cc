#include "tests/fault/ledger_file.h"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>

namespace guanxi::fault {
namespace {

using nlohmann::json;

bool IsLedger(const json& file) {
  return file.is_object() && file.contains("customers") && file["customers"].is_object() &&
         file.contains("surprises") && file["surprises"].is_array();
}

}  // namespace

absl::Status WriteLedger(const Told& told, const std::string& path) {
  json customers = json::object();
  for (const auto& [display_name, customer] : told.customers) {
    customers[display_name] = {customer.name, customer.content, customer.writes};
  }
  const std::string draft = path + ".draft";
  std::ofstream file(draft);
  file << json{{"customers", customers}, {"surprises", told.surprises}}.dump();
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(draft, path, error);
  if (!file || error) return absl::UnavailableError("cannot write " + path);
  return absl::OkStatus();
}

absl::StatusOr<Told> ReadLedger(const std::string& path) {
  std::ifstream stream(path);
  if (!stream) return absl::NotFoundError("there is no " + path);
  const json file = json::parse(stream, nullptr, /*allow_exceptions=*/false);
  const auto broken = absl::InvalidArgumentError(path + " is no ledger");
  if (!IsLedger(file)) return broken;
  Told told;
  for (const auto& [display_name, row] : file["customers"].items()) {
    if (!row.is_array() || row.size() != 3 || !row[0].is_string() || !row[1].is_string() ||
        !row[2].is_number_integer()) {
      return broken;
    }
    told.customers[display_name] = {row[0].get<std::string>(), row[1].get<std::string>(),
                                    row[2].get<int64_t>()};
  }
  for (const json& surprise : file["surprises"]) {
    if (!surprise.is_string()) return broken;
    told.surprises.push_back(surprise.get<std::string>());
  }
  return told;
}

}  // namespace guanxi::fault
