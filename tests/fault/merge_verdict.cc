#include "tests/fault/merge_verdict.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/types/span.h"
#include "tests/fault/recount.h"

namespace guanxi::fault {
namespace {

// @c is the schema, @k and @g are the ids of the one that is kept and of the other, @m and @n how
// many contacts they had.
const Recount kMerged[] = {
    {"contacts of the survivor too many or too few",
     "SELECT COUNT(*) - @m - @n FROM @c.contacts WHERE live = 1 AND parent_id = @k"},
    {"contacts that are still the other's",
     "SELECT COUNT(*) FROM @c.contacts WHERE parent_id = @g"},
    {"survivors too many or too few",
     "SELECT COUNT(*) - 1 FROM @c.customers WHERE live = 1 AND id IN (@k, @g)"},
    {"names that lead on too many or too few",
     "SELECT COUNT(*) - 1 FROM @c.merged_names WHERE id = @g AND into_id = @k"},
    {"merges too many or too few",
     "SELECT COUNT(*) - 1 FROM @c.customer_merges WHERE survivor_id = @k"},
    {"turns left", "SELECT COUNT(*) FROM @c.merge_turns"},
};

const Recount kApart[] = {
    {"contacts of the survivor too many or too few",
     "SELECT COUNT(*) - @m FROM @c.contacts WHERE live = 1 AND parent_id = @k"},
    {"contacts of the other too many or too few",
     "SELECT COUNT(*) - @n FROM @c.contacts WHERE live = 1 AND parent_id = @g"},
    {"customers too few",
     "SELECT 2 - COUNT(*) FROM @c.customers WHERE live = 1 AND id IN (@k, @g)"},
    {"names that lead on", "SELECT COUNT(*) FROM @c.merged_names WHERE id = @g"},
    {"moves that were not undone",
     "SELECT COUNT(*) FROM @c.merge_moves WHERE from_id = @g AND undone = 0"},
    {"merges too many or too few",
     "SELECT COUNT(*) - 1 FROM @c.customer_merges WHERE survivor_id = @k"},
    {"turns left", "SELECT COUNT(*) FROM @c.merge_turns"},
};

std::string IdIn(absl::string_view name) {
  return absl::StrCat("UNHEX(REPLACE('", absl::StripPrefix(name, "customers/"), "', '-', ''))");
}

std::string JudgeTwo(db::Database& database, const std::string& schema,
                     absl::Span<const Recount> recounts, const Two& two) {
  return Judge(database, recounts,
               {{"@c", schema},
                {"@k", IdIn(two.keeps)},
                {"@g", IdIn(two.goes)},
                {"@m", absl::StrCat(two.contacts_of_keeps)},
                {"@n", absl::StrCat(two.contacts_of_goes)}});
}

}  // namespace

std::string JudgeMerged(db::Database& database, const std::string& schema, const Two& two) {
  return JudgeTwo(database, schema, kMerged, two);
}

std::string JudgeApart(db::Database& database, const std::string& schema, const Two& two) {
  return JudgeTwo(database, schema, kApart, two);
}

}  // namespace guanxi::fault
