#include "common/resource/merged_names.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/resource/id_marks.h"

namespace guanxi::resource {
namespace {

constexpr size_t kUuidText = 36;

db::Query SelectMerged(size_t marks) {
  return {
      "merged_name.select",
      absl::StrCat(
          "SELECT id, into_id, merge_id FROM merged_names WHERE tenant_id = ? AND collection = ? "
          "AND id IN (",
          Marks(marks), ")")};
}

const db::Query& PutQuery() {
  static const auto* const query = new db::Query{
      "merged_name.put",
      "INSERT INTO merged_names (tenant_id, collection, id, into_id, merge_id) VALUES (?, ?, ?, ?, "
      "?) ON DUPLICATE KEY UPDATE into_id = VALUES(into_id), merge_id = VALUES(merge_id)"};
  return *query;
}

const db::Query& DropQuery() {
  static const auto* const query =
      new db::Query{"merged_name.drop",
                    "DELETE FROM merged_names WHERE tenant_id = ? AND collection = ? AND id = ?"};
  return *query;
}

// Where names of the collection stand in a filter: behind each the 36 letters of an id.
std::vector<size_t> NamesIn(absl::string_view filter, absl::string_view collection) {
  const std::string start = absl::StrCat(collection, "/");
  std::vector<size_t> places;
  for (size_t at = filter.find(start); at != absl::string_view::npos;
       at = filter.find(start, at + 1)) {
    const size_t id = at + start.size();
    if (Uuid::Parse(filter.substr(id, kUuidText)).ok()) places.push_back(id);
  }
  return places;
}

}  // namespace

absl::StatusOr<std::map<Uuid, MergedInto>> ReadMerged(db::Transaction& tx, const Uuid& tenant,
                                                      absl::string_view collection,
                                                      const std::set<Uuid>& ids) {
  std::map<Uuid, MergedInto> found;
  const std::vector<Uuid> all(ids.begin(), ids.end());
  for (size_t begin = 0; begin < all.size(); begin += kMaxIdsPerSelect) {
    const size_t size = std::min(kMaxIdsPerSelect, all.size() - begin);
    const size_t marks = MarksFor(size);
    std::vector<db::Value> values = {tenant.bytes(), collection};
    AppendIds(absl::MakeConstSpan(all).subspan(begin, size), marks, &values);
    GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(SelectMerged(marks), values));
    for (const db::Row row : rows) {
      GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
      GUANXI_ASSIGN_OR_RETURN(found[id].into, Uuid::FromBytes(row.String(1)));
      GUANXI_ASSIGN_OR_RETURN(found[id].merge, Uuid::FromBytes(row.String(2)));
    }
  }
  return found;
}

absl::StatusOr<std::map<Uuid, Uuid>> FollowMerged(db::Transaction& tx, const Uuid& tenant,
                                                  absl::string_view collection,
                                                  const std::set<Uuid>& ids) {
  std::map<Uuid, Uuid> ends;
  std::set<Uuid> next = ids;
  for (int depth = 0; depth < kMaxMergeDepth && !next.empty(); ++depth) {
    GUANXI_ASSIGN_OR_RETURN(const auto steps, ReadMerged(tx, tenant, collection, next));
    next.clear();
    for (auto& [start, end] : ends) {
      if (const auto step = steps.find(end); step != steps.end()) end = step->second.into;
    }
    for (const auto& [id, step] : steps) {
      next.insert(step.into);
      if (depth == 0) ends[id] = step.into;
    }
  }
  return ends;
}

absl::Status PutMergedName(db::Transaction& tx, const Uuid& tenant, absl::string_view collection,
                           const Uuid& id, const Uuid& into, const Uuid& merge) {
  return tx
      .Execute(PutQuery(), {tenant.bytes(), collection, id.bytes(), into.bytes(), merge.bytes()})
      .status();
}

absl::Status DropMergedName(db::Transaction& tx, const Uuid& tenant, absl::string_view collection,
                            const Uuid& id) {
  return tx.Execute(DropQuery(), {tenant.bytes(), collection, id.bytes()}).status();
}

bool RootOf(absl::string_view text, std::string* collection, Uuid* id) {
  const size_t slash = text.find('/');
  if (slash == absl::string_view::npos || slash == 0) return false;
  const absl::string_view rest = text.substr(slash + 1);
  if (rest.size() > kUuidText && rest[kUuidText] != '/') return false;
  const auto parsed = Uuid::Parse(rest.substr(0, kUuidText));
  if (!parsed.ok()) return false;
  *collection = std::string(text.substr(0, slash));
  *id = *parsed;
  return true;
}

std::string WithRoot(absl::string_view text, const Uuid& id) {
  const size_t slash = text.find('/');
  return absl::StrCat(text.substr(0, slash + 1), id.ToString(),
                      text.substr(std::min(text.size(), slash + 1 + kUuidText)));
}

absl::Status ForwardFilter(db::Transaction& tx, const Uuid& tenant,
                           const std::set<std::string>& collections, std::string* filter) {
  for (const std::string& collection : collections) {
    const std::vector<size_t> places = NamesIn(*filter, collection);
    if (places.empty()) continue;
    std::set<Uuid> ids;
    for (const size_t at : places) {
      GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(filter->substr(at, kUuidText)));
      ids.insert(id);
    }
    GUANXI_ASSIGN_OR_RETURN(const auto ends, FollowMerged(tx, tenant, collection, ids));
    for (const size_t at : places) {
      GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(filter->substr(at, kUuidText)));
      const auto end = ends.find(id);
      if (end != ends.end()) filter->replace(at, kUuidText, end->second.ToString());
    }
  }
  return absl::OkStatus();
}

std::vector<db::Query> MergedNameQueries() { return {SelectMerged(1), PutQuery(), DropQuery()}; }

}  // namespace guanxi::resource
