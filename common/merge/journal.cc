#include "common/merge/journal.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace guanxi::merge {
namespace {

constexpr char kMoveColumns[] = "resource_type, id, field, from_id, into_id, names";
constexpr char kTurnColumns[] =
    "tenant_id, merge_id, record_id, into_id, undoes, actor, again_time";

// A row that was moved, and moved on by a later turn of the same merge, came from where it came.
const db::InsertQuery kPutMove{
    "merge_move.put",
    "INSERT INTO merge_moves (tenant_id, merge_id, resource_type, id, field, from_id, into_id, "
    "names, undone) VALUES ",
    " ON DUPLICATE KEY UPDATE from_id = VALUES(from_id), into_id = VALUES(into_id), names = "
    "VALUES(names), undone = VALUES(undone)"};

const db::Query kReadMoves{
    "merge_move.read",
    absl::StrCat("SELECT ", kMoveColumns,
                 " FROM merge_moves WHERE tenant_id = ? AND merge_id = ? AND from_id = ? AND "
                 "undone = 0 LIMIT ?")};

const db::Query kCameFrom{"merge_move.came_from",
                          "SELECT from_id FROM merge_moves WHERE tenant_id = ? AND merge_id = ? "
                          "AND resource_type = ? AND id = ? AND field = ''"};

// The last of them, if several did.
const db::Query kWentBack{"merge_move.went_back",
                          "SELECT from_id FROM merge_moves WHERE tenant_id = ? AND id = ? AND "
                          "into_id = ? AND field = '' AND undone = 1 ORDER BY merge_id DESC "
                          "LIMIT 1"};

const db::Query kPutTurn{
    "merge_turn.put",
    "INSERT INTO merge_turns (tenant_id, merge_id, record_id, into_id, undoes, actor, again_time) "
    "VALUES (?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE undoes = VALUES(undoes), actor = "
    "VALUES(actor), again_time = VALUES(again_time)"};

const db::Query kEndTurn{
    "merge_turn.end",
    "DELETE FROM merge_turns WHERE tenant_id = ? AND merge_id = ? AND record_id = ?"};

const db::Query kHoldTurn{
    "merge_turn.hold",
    absl::StrCat("SELECT ", kTurnColumns,
                 " FROM merge_turns WHERE tenant_id = ? AND merge_id = ? AND record_id = ? FOR "
                 "UPDATE")};

const db::Query kTurnsOf{
    "merge_turn.of_merge",
    absl::StrCat("SELECT ", kTurnColumns,
                 " FROM merge_turns WHERE tenant_id = ? AND merge_id = ? ORDER BY record_id")};

const db::Query kNextTurns{
    "merge_turn.next",
    absl::StrCat("SELECT ", kTurnColumns,
                 " FROM merge_turns WHERE (tenant_id > ? OR (tenant_id = ? AND merge_id > ?) OR "
                 "(tenant_id = ? AND merge_id = ? AND record_id > ?)) AND (again_time IS NULL OR "
                 "again_time <= ?) ORDER BY tenant_id, merge_id, record_id LIMIT ?"),
    /*infrastructure=*/true};

absl::StatusOr<Move> DecodeMove(const db::Row& row) {
  Move move;
  move.resource_type = std::string(row.String(0));
  GUANXI_ASSIGN_OR_RETURN(move.id, Uuid::FromBytes(row.String(1)));
  move.field = std::string(row.String(2));
  GUANXI_ASSIGN_OR_RETURN(move.from, Uuid::FromBytes(row.String(3)));
  GUANXI_ASSIGN_OR_RETURN(move.into, Uuid::FromBytes(row.String(4)));
  const absl::string_view names = row.String(5);
  for (size_t at = 0; at + Uuid::kSize <= names.size(); at += Uuid::kSize) {
    GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(names.substr(at, Uuid::kSize)));
    move.names.push_back(id);
  }
  return move;
}

absl::StatusOr<Turn> DecodeTurn(const db::Row& row) {
  Turn turn;
  GUANXI_ASSIGN_OR_RETURN(turn.tenant, Uuid::FromBytes(row.String(0)));
  GUANXI_ASSIGN_OR_RETURN(turn.merge, Uuid::FromBytes(row.String(1)));
  GUANXI_ASSIGN_OR_RETURN(turn.record, Uuid::FromBytes(row.String(2)));
  GUANXI_ASSIGN_OR_RETURN(turn.into, Uuid::FromBytes(row.String(3)));
  turn.undoes = row.Bool(4);
  turn.actor = std::string(row.String(5));
  if (!row.IsNull(6)) turn.again = row.Time(6);
  return turn;
}

absl::StatusOr<std::vector<Turn>> DecodeTurns(const db::Rows& rows) {
  std::vector<Turn> turns;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(Turn turn, DecodeTurn(row));
    turns.push_back(std::move(turn));
  }
  return turns;
}

absl::Status Put(db::Transaction& tx, const Uuid& tenant, const Uuid& merge,
                 const std::vector<Move>& moves, int undone) {
  std::vector<std::vector<db::Value>> rows;
  for (const Move& move : moves) {
    std::string names;
    for (const Uuid& id : move.names) absl::StrAppend(&names, id.bytes());
    rows.push_back({tenant.bytes(), merge.bytes(), move.resource_type, move.id.bytes(), move.field,
                    move.from.bytes(), move.into.bytes(), std::move(names), undone});
  }
  return rows.empty() ? absl::OkStatus() : tx.InsertRows(kPutMove, rows).status();
}

absl::StatusOr<std::optional<Uuid>> OneId(const db::Rows& rows) {
  if (rows.empty()) return std::optional<Uuid>();
  GUANXI_ASSIGN_OR_RETURN(const Uuid id, Uuid::FromBytes(rows[0].String(0)));
  return std::optional<Uuid>(id);
}

}  // namespace

absl::Status PutMoves(db::Transaction& tx, const Uuid& tenant, const Uuid& merge,
                      const std::vector<Move>& moves) {
  return Put(tx, tenant, merge, moves, 0);
}

absl::Status MarkUndone(db::Transaction& tx, const Uuid& tenant, const Uuid& merge,
                        const std::vector<Move>& moves) {
  return Put(tx, tenant, merge, moves, 1);
}

absl::StatusOr<std::vector<Move>> ReadMoves(db::Transaction& tx, const Uuid& tenant,
                                            const Uuid& merge, const Uuid& from, int64_t limit) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kReadMoves, {tenant.bytes(), merge.bytes(),
                                                                      from.bytes(), limit}));
  std::vector<Move> moves;
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(Move move, DecodeMove(row));
    moves.push_back(std::move(move));
  }
  return moves;
}

absl::StatusOr<std::optional<Uuid>> CameFrom(db::Transaction& tx, const Uuid& tenant,
                                             const Uuid& merge, absl::string_view resource_type,
                                             const Uuid& id) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kCameFrom, {tenant.bytes(), merge.bytes(),
                                                                     resource_type, id.bytes()}));
  return OneId(rows);
}

absl::StatusOr<std::optional<Uuid>> WentBackFrom(db::Transaction& tx, const Uuid& tenant,
                                                 const Uuid& into, const Uuid& id) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(kWentBack, {tenant.bytes(), id.bytes(), into.bytes()}));
  return OneId(rows);
}

absl::Status PutTurn(db::Transaction& tx, const Turn& turn) {
  const db::Value again = turn.again.has_value() ? db::Value(*turn.again) : db::Value(nullptr);
  return tx
      .Execute(kPutTurn, {turn.tenant.bytes(), turn.merge.bytes(), turn.record.bytes(),
                          turn.into.bytes(), turn.undoes ? 1 : 0, turn.actor, again})
      .status();
}

absl::Status EndTurn(db::Transaction& tx, const Turn& turn) {
  return tx.Execute(kEndTurn, {turn.tenant.bytes(), turn.merge.bytes(), turn.record.bytes()})
      .status();
}

absl::StatusOr<std::optional<Turn>> HoldTurn(db::Transaction& tx, const Uuid& tenant,
                                             const Uuid& merge, const Uuid& record) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(kHoldTurn, {tenant.bytes(), merge.bytes(), record.bytes()}));
  if (rows.empty()) return std::optional<Turn>();
  GUANXI_ASSIGN_OR_RETURN(Turn turn, DecodeTurn(rows[0]));
  return std::optional<Turn>(std::move(turn));
}

absl::StatusOr<std::vector<Turn>> TurnsOf(db::Transaction& tx, const Uuid& tenant,
                                          const Uuid& merge) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(kTurnsOf, {tenant.bytes(), merge.bytes()}));
  return DecodeTurns(rows);
}

absl::StatusOr<std::vector<Turn>> NextTurns(db::Transaction& tx, absl::Time now, const Turn& after,
                                            int64_t limit) {
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      tx.Select(kNextTurns,
                {after.tenant.bytes(), after.tenant.bytes(), after.merge.bytes(),
                 after.tenant.bytes(), after.merge.bytes(), after.record.bytes(), now, limit}));
  return DecodeTurns(rows);
}

std::vector<db::Query> JournalQueries() {
  return {kReadMoves, kCameFrom, kWentBack, kPutTurn, kEndTurn, kHoldTurn, kTurnsOf, kNextTurns};
}

std::vector<db::InsertQuery> JournalInserts() { return {kPutMove}; }

}  // namespace guanxi::merge
