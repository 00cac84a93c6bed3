#include "bench/dedupe_sets.h"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <map>
#include <sstream>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/tabular/csv_parser.h"

namespace guanxi::bench {
namespace {

using dedupe::Kind;

using Row = std::map<std::string, std::string>;

absl::StatusOr<std::vector<Row>> ReadCsv(const std::string& path) {
  std::ifstream file(path);
  if (!file) return absl::NotFoundError(absl::StrCat(path, " cannot be read"));
  std::stringstream text;
  text << file.rdbuf();
  tabular::CsvParser parser({});
  std::vector<tabular::Record> records;
  parser.Feed(text.str(), &records);
  parser.Finish(&records);
  std::vector<Row> rows;
  for (size_t i = 1; i < records.size(); ++i) {
    Row& row = rows.emplace_back();
    const size_t columns = std::min(records[0].fields.size(), records[i].fields.size());
    for (size_t k = 0; k < columns; ++k) row[records[0].fields[k]] = records[i].fields[k];
  }
  return rows;
}

// Adds a record with one value of each field.
void Add(const std::vector<std::string>& values, LabelledSet* set) {
  dedupe::Record& record = set->records.emplace_back();
  for (size_t field = 0; field < set->schema.size(); ++field) {
    record.fields.emplace_back();
    dedupe::Value value = dedupe::MakeValue(set->schema[field].kind, values[field]);
    if (!value.text.empty()) record.fields.back().push_back(std::move(value));
  }
}

// Each two records of one entity.
void AddSame(const std::map<std::string, std::vector<uint32_t>>& entities, LabelledSet* set) {
  for (const auto& [entity, records] : entities) {
    for (size_t i = 0; i < records.size(); ++i) {
      for (size_t k = i + 1; k < records.size(); ++k) set->same.insert({records[i], records[k]});
    }
  }
}

// "223" of "rec-223-org" and "rec-223-dup-0".
std::string FebrlEntity(const std::string& id) { return id.substr(4, id.find('-', 4) - 4); }

std::vector<std::string> RestaurantValues(Row& row, bool with_phone) {
  std::vector<std::string> values = {row["name"], row["addr"], row["city"], row["type"]};
  if (with_phone) values.push_back(row["phone"]);
  return values;
}

}  // namespace

absl::StatusOr<LabelledSet> ReadFebrl(const std::string& folder) {
  LabelledSet set;
  set.name = "febrl1";
  set.schema = {
      {"name", Kind::kPersonName},      {"number", Kind::kCode},     {"address", Kind::kAddress},
      {"more_address", Kind::kAddress}, {"suburb", Kind::kPlace},    {"postcode", Kind::kCode},
      {"state", Kind::kPlace},          {"birth_date", Kind::kDate}, {"insurance", Kind::kCode}};
  GUANXI_ASSIGN_OR_RETURN(std::vector<Row> rows, ReadCsv(absl::StrCat(folder, "/febrl1.csv")));
  std::map<std::string, std::vector<uint32_t>> entities;
  for (Row& row : rows) {
    entities[FebrlEntity(row["rec_id"])].push_back(static_cast<uint32_t>(set.records.size()));
    Add({absl::StrCat(row["given_name"], " ", row["surname"]), row["street_number"],
         row["address_1"], row["address_2"], row["suburb"], row["postcode"], row["state"],
         row["date_of_birth"], row["soc_sec_id"]},
        &set);
  }
  AddSame(entities, &set);
  return set;
}

absl::StatusOr<LabelledSet> ReadFake1000(const std::string& folder) {
  LabelledSet set;
  set.name = "fake_1000";
  set.schema = {{"name", Kind::kPersonName},
                {"birth_date", Kind::kDate},
                {"city", Kind::kPlace},
                {"email", Kind::kEmail}};
  GUANXI_ASSIGN_OR_RETURN(std::vector<Row> rows, ReadCsv(absl::StrCat(folder, "/fake_1000.csv")));
  std::map<std::string, std::vector<uint32_t>> entities;
  for (Row& row : rows) {
    entities[row["cluster"]].push_back(static_cast<uint32_t>(set.records.size()));
    Add({absl::StrCat(row["first_name"], " ", row["surname"]), row["dob"], row["city"],
         row["email"]},
        &set);
  }
  AddSame(entities, &set);
  return set;
}

absl::StatusOr<LabelledSet> ReadRestaurants(const std::string& folder, bool with_phone) {
  LabelledSet set;
  set.name = with_phone ? "Fodors-Zagats" : "Fodors-Zagats without phones";
  set.schema = {{"name", Kind::kBrand},
                {"address", Kind::kAddress},
                {"city", Kind::kPlace},
                {"type", Kind::kText}};
  if (with_phone) set.schema.push_back({"phone", Kind::kPhone});
  GUANXI_ASSIGN_OR_RETURN(std::vector<Row> fodors, ReadCsv(absl::StrCat(folder, "/fodors.csv")));
  GUANXI_ASSIGN_OR_RETURN(std::vector<Row> zagats, ReadCsv(absl::StrCat(folder, "/zagats.csv")));
  GUANXI_ASSIGN_OR_RETURN(std::vector<Row> links,
                          ReadCsv(absl::StrCat(folder, "/matches_fodors_zagats.csv")));
  std::map<std::string, uint32_t> in_fodors;
  std::map<std::string, uint32_t> in_zagats;
  for (Row& row : fodors) {
    in_fodors[row["id"]] = static_cast<uint32_t>(set.records.size());
    Add(RestaurantValues(row, with_phone), &set);
  }
  set.split = set.records.size();
  for (Row& row : zagats) {
    in_zagats[row["id"]] = static_cast<uint32_t>(set.records.size());
    Add(RestaurantValues(row, with_phone), &set);
  }
  for (Row& link : links) {
    set.same.insert({in_fodors[link["fodors_id"]], in_zagats[link["zagats_id"]]});
  }
  return set;
}

}  // namespace guanxi::bench
