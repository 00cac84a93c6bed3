// Which rows a turn moves, and how.
#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/merge/mover.h"
#include "common/resource/merged_names.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_merges.h"

namespace guanxi::merge {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;

// The id of `text`, a name below the record; nil for that one's own, and for others.
Uuid BelowRecord(absl::string_view text, const std::string& collection, const Uuid& record) {
  std::string root;
  Uuid id;
  if (!resource::RootOf(text, &root, &id) || root != collection || id != record) return Uuid();
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '/');
  if (parts.size() != 4) return Uuid();
  return Uuid::Parse(parts[3]).value_or(Uuid());
}

// The record of the collection that the row names at the place, or by what lies below it; nil if
// none.
Uuid HeldAt(const Place& place, const std::string& collection, const Stored& row) {
  if (place.is_parent()) return row.name.parent;
  const Message& holder = place.column->HolderIn(*row.message);
  const std::string text = holder.GetReflection()->GetString(holder, place.column->field);
  std::string root;
  Uuid id;
  return resource::RootOf(text, &root, &id) && root == collection ? id : Uuid();
}

std::vector<Uuid> IdsOf(const std::vector<Move>& moves) {
  std::vector<Uuid> ids;
  for (const Move& move : moves) ids.push_back(move.id);
  return ids;
}

ResourceName ParentNow(const Place& place, const Stored& row, const Uuid& parent) {
  ResourceName name;
  name.id = place.is_parent() ? parent : row.name.parent;
  name.parent = row.name.grandparent;
  return name;
}

}  // namespace

absl::StatusOr<int> Mover::ForwardAt(UnitOfWork& work, const Turn& turn, const Place& place,
                                     int room) const {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows found,
                          work.tx().Select(place.select, place.Bind(turn.tenant, map_->collection(),
                                                                    turn.record, room)));
  std::vector<Uuid> ids;
  for (const db::Row row : found) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(row.String(0)));
    ids.push_back(id);
  }
  if (ids.empty()) return 0;
  GUANXI_ASSIGN_OR_RETURN(auto rows, work.GetMany(*place.resource, ids));
  std::vector<Move> moves;
  int moved = 0;
  for (auto& [id, row] : rows) {
    if (moved >= room) break;
    if (HeldAt(place, map_->collection(), row) != turn.record) continue;  // somebody was faster
    Move move{place.resource->type().singular(), id, place.field(), turn.record, turn.into, {}};
    const auto renamed = [&](const FieldDescriptor* field, const std::string& text) {
      if (!place.is_parent() && field == place.column->field) {
        const auto named = resource::ParseReference(map_->collection(), text);
        if (named.ok() && *named == turn.record) return resource::WithRoot(text, turn.into);
      }
      const Uuid below = BelowRecord(text, map_->collection(), turn.record);
      if (below.IsNil() || resource::Rules(field).tells_of_merge() ||
          move.names.size() >= kMaxNamesOfMove) {
        return text;
      }
      move.names.push_back(below);
      return resource::WithRoot(text, turn.into);
    };
    GUANXI_RETURN_IF_ERROR(
        resource::UnitMerges(&work)
            .Redirect(*place.resource, &row, ParentNow(place, row, turn.into), renamed)
            .status());
    GUANXI_ASSIGN_OR_RETURN(const int below, MoveBelow(work, turn.tenant, place, row.name));
    moves.push_back(std::move(move));
    moved += 1 + below;
  }
  GUANXI_RETURN_IF_ERROR(PutMoves(work.tx(), turn.tenant, turn.merge, moves));
  return moved;
}

absl::StatusOr<int> Mover::Back(UnitOfWork& work, const Turn& turn, int room) const {
  GUANXI_ASSIGN_OR_RETURN(std::vector<Move> moves,
                          ReadMoves(work.tx(), turn.tenant, turn.merge, turn.record, room));
  int left = room;
  std::vector<Move> done;
  for (const Place& place : map_->places()) {
    std::vector<Move> here;
    for (const Move& move : moves) {
      if (map_->Find(move.resource_type, move.field) == &place) here.push_back(move);
    }
    GUANXI_RETURN_IF_ERROR(BackAt(work, turn, place, &here, &left));
    done.insert(done.end(), here.begin(), here.end());
  }
  // Of types that there are no longer.
  for (const Move& move : moves) {
    if (map_->Find(move.resource_type, move.field) != nullptr) continue;
    done.push_back(move);
    --left;
  }
  GUANXI_RETURN_IF_ERROR(MarkUndone(work.tx(), turn.tenant, turn.merge, done));
  return room - left;
}

absl::Status Mover::BackAt(UnitOfWork& work, const Turn& turn, const Place& place,
                           std::vector<Move>* moves, int* left) const {
  if (moves->empty() || *left <= 0) return moves->clear(), absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const Uuid led, LedTo(work, turn.into));
  GUANXI_ASSIGN_OR_RETURN(auto rows, work.GetMany(*place.resource, IdsOf(*moves)));
  for (size_t i = 0; i < moves->size(); ++i) {
    if (*left <= 0) return moves->resize(i), absl::OkStatus();
    --*left;
    const Move& move = (*moves)[i];
    const auto found = rows.find(move.id);
    if (found == rows.end()) continue;
    Stored& row = found->second;
    const Uuid held = HeldAt(place, map_->collection(), row);
    // It was moved on, or names something else since: that stays.
    if (held != turn.into && held != led) continue;
    absl::Status failed;
    const auto renamed = [&](const FieldDescriptor* field, const std::string& text) {
      if (!place.is_parent() && field == place.column->field) {
        const auto named = resource::ParseReference(map_->collection(), text);
        if (named.ok() && *named == held) return resource::WithRoot(text, turn.record);
      }
      const Uuid below = BelowRecord(text, map_->collection(), held);
      if (below.IsNil() || resource::Rules(field).tells_of_merge()) return text;
      bool goes_back = std::count(move.names.begin(), move.names.end(), below) > 0;
      if (!goes_back && place.is_parent()) {
        // Stated since, and what it names goes back, too.
        const std::vector<absl::string_view> parts = absl::StrSplit(text, '/');
        for (const Place& other : map_->places()) {
          if (!other.is_parent() || other.resource->type().plural() != parts[2]) continue;
          const auto from = CameFrom(work.tx(), turn.tenant, turn.merge,
                                     other.resource->type().singular(), below);
          failed.Update(from.status());
          goes_back = from.ok() && from->has_value() && **from == turn.record;
        }
      }
      return goes_back ? resource::WithRoot(text, turn.record) : text;
    };
    GUANXI_RETURN_IF_ERROR(
        resource::UnitMerges(&work)
            .Redirect(*place.resource, &row, ParentNow(place, row, turn.record), renamed)
            .status());
    GUANXI_RETURN_IF_ERROR(failed);
    GUANXI_ASSIGN_OR_RETURN(const int below, MoveBelow(work, turn.tenant, place, row.name));
    *left -= below;
  }
  return absl::OkStatus();
}

absl::Status Mover::FindKept(UnitOfWork& work, const Turn& turn, VisitKept visit) const {
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Move> moves,
                          ReadMoves(work.tx(), turn.tenant, turn.merge, turn.record, kMaxLookedAt));
  for (const Place& place : map_->places()) {
    std::vector<Move> here;
    for (const Move& move : moves) {
      if (map_->Find(move.resource_type, move.field) == &place) here.push_back(move);
    }
    if (here.empty()) continue;
    std::map<Uuid, Stored> rows;
    GUANXI_RETURN_IF_ERROR(work.WithoutScope([&]() -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(rows,
                              work.GetMany(*place.resource, IdsOf(here), resource::Lock::kNone));
      return absl::OkStatus();
    }));
    for (const Move& move : here) {
      const auto row = rows.find(move.id);
      if (row != rows.end() && HeldAt(place, map_->collection(), row->second) == turn.into)
        continue;
      visit(move, row == rows.end());
    }
  }
  return absl::OkStatus();
}

}  // namespace guanxi::merge
