// Pages walk all rows once and in order, whatever is written meanwhile; tokens belong to a query.
#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/resource/contract/checks.h"
#include "common/resource/contract/evaluate.h"
#include "google/api/field_behavior.pb.h"

namespace guanxi::contract {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr int kRows = 36;
constexpr int kRowsAtOneTime = 3;  // ties, that ids decide
constexpr int kPageSize = 7;
// Of the other writer: what it makes, and how much it does while the paths are walked.
constexpr int kMaxMade = 100;
constexpr int kLeastWrites = 40;
constexpr int kMaxRounds = 100;

std::vector<Dynamic> AddRows(Subject& subject, int count, Findings& findings) {
  std::vector<Dynamic> rows;
  for (int i = 0; i < count; ++i) {
    if (i % kRowsAtOneTime == 0) subject.world().grounds().clock->Advance(absl::Milliseconds(5));
    Form form;
    form.sample = i % subject.kind().samples.size();
    form.side = i / 2 % 2 == 0 ? Side::kFirst : Side::kSecond;
    form.sparse = i % 4;
    auto row = subject.Add(form);
    if (findings.Ok(row.status(), "Create")) rows.push_back(*std::move(row));
  }
  return rows;
}

// Makes, changes and deletes rows of its own beside those that are listed, until it goes.
class OtherWriter {
 public:
  explicit OtherWriter(const Subject& subject, const std::string& parent)
      : subject_(subject.As({subject.who().tenant, "bob"})), parent_(parent), thread_([this] {
          while (!stop_) WriteOnce();
        }) {}
  ~OtherWriter() {
    stop_ = true;
    thread_.join();
  }

  int writes() const { return writes_; }

 private:
  void WriteOnce() {
    subject_.world().grounds().clock->Advance(absl::Microseconds(700));
    if (rows_.size() < 4 && made_ < kMaxMade) {
      Form form;
      form.side = made_ % 2 == 0 ? Side::kFirst : Side::kSecond;
      form.parent = parent_;
      auto row = subject_.Add(form);
      ++made_;
      if (!row.ok()) return;
      rows_.push_back(*std::move(row));
      ++writes_;
      return;
    }
    if (rows_.empty()) return std::this_thread::yield();
    Dynamic& row = rows_[writes_ % rows_.size()];
    const auto touched = subject_.Touch(row);
    if (touched.has_value() && touched->ok()) {
      row = **touched;
      ++writes_;
    }
    if (made_ % 3 == 0 && made_ < kMaxMade && subject_.Can("Delete")) {
      if (subject_.Delete(rows_.back().name()).ok()) ++writes_;
      rows_.pop_back();
    } else if (!touched.has_value() && made_ < kMaxMade) {
      rows_.pop_back();  // another is made in its place
    }
  }

  Subject subject_;
  const std::string parent_;
  std::vector<Dynamic> rows_;
  int made_ = 0;
  std::atomic<int> writes_{0};
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

// A list and the records that it must show.
class PathCheck {
 public:
  PathCheck(Subject* subject, std::vector<Dynamic> rows, Findings* findings)
      : subject_(*subject), rows_(std::move(rows)), findings_(*findings) {}

  // By one declared path, both ways, for two values of what it binds.
  void Run(const metadata::v1::ListPath& path, bool deleted) {
    for (const size_t like : {0, 1}) {
      std::string parent = subject_.AnyParent();
      std::vector<std::string> conditions;
      for (const std::string& equal : path.equal()) {
        if (equal == "parent" && subject_.type().has_parent()) {
          parent = subject_.parent();
          continue;
        }
        if (equal == "grandparent" && subject_.type().has_grandparent()) {
          parent = subject_.parent();
          parent.replace(parent.rfind('/') + 1, std::string::npos, "-");
          continue;
        }
        const auto field = FieldInMemory::Find(subject_, equal);
        if (!findings_.Ok(field.status(), "the list path by " + equal)) return;
        const auto texts = field->Texts(rows_, 2);
        // What only methods of the service's own set, its own tests list by.
        const auto* const bound = subject_.type().descriptor()->FindFieldByName(equal);
        if (texts.empty() && bound != nullptr &&
            resource::HasBehavior(bound, google::api::OUTPUT_ONLY)) {
          return;
        }
        if (!findings_.Expect(!texts.empty(), "no row has " + equal)) return;
        conditions.push_back(absl::StrCat(equal, field->field().repeated ? ":" : " = ",
                                          texts[std::min(like, texts.size() - 1)]));
      }
      if (deleted) conditions.push_back("delete_time:*");
      for (const bool descending : {false, true}) {
        ListArgs args;
        args.parent = parent;
        args.filter = absl::StrJoin(conditions, " AND ");
        args.order_by = absl::StrCat(path.sort(), descending ? " desc" : "");
        args.show_deleted = deleted;
        args.page_size = kPageSize;
        Walk(args, path.sort(), descending);
      }
    }
  }

  void Walk(const ListArgs& args, const std::string& sort, bool descending) {
    const std::string what = absl::StrCat("the list of \"", args.filter, "\" by ", args.order_by);
    const auto filter = FilterInMemory::Compile(subject_, args.filter);
    if (!findings_.Ok(filter.status(), what)) return;
    std::set<std::string> wanted, ours;
    for (const Dynamic& row : rows_) {
      ours.insert(row.name());
      if (filter->Holds(row)) wanted.insert(row.name());
    }
    const auto listed = subject_.List(args);
    if (!findings_.Ok(listed.status(), what)) return;
    const OrderInMemory order(subject_, sort, descending);
    const Dynamic* last = nullptr;
    for (const Dynamic& row : *listed) {
      findings_.Expect(filter->Holds(row), absl::StrCat(what, " has ", row.ToString()));
      if (ours.count(row.name()) == 0) continue;
      findings_.Expect(wanted.erase(row.name()) == 1,
                       absl::StrCat(what, " has ", row.name(), " twice, or wrongly"));
      findings_.Expect(last == nullptr || order.MayPrecede(*last, row),
                       absl::StrCat(what, " has ", row.ToString(), " behind ",
                                    last != nullptr ? last->ToString() : ""));
      last = &row;
    }
    findings_.Expect(wanted.empty(), absl::StrCat(what, " lacks ", absl::StrJoin(wanted, ", ")));
  }

 private:
  Subject& subject_;
  const std::vector<Dynamic> rows_;
  Findings& findings_;
};

const google::protobuf::RepeatedPtrField<metadata::v1::ListPath>& PathsOf(const Subject& subject) {
  return subject.type().descriptor()->options().GetExtension(metadata::v1::resource).list_paths();
}

// One that it has, and that is not the usual one, which begins with what was made last.
std::string OtherOrder(const Subject& subject) {
  std::string order;
  for (const auto& path : PathsOf(subject)) {
    if (path.sort() == "create_time") return path.sort();
    order = path.sort();
  }
  return order.empty() ? "create_time" : order;
}

void CheckDeletedPaths(Subject& subject, const std::vector<Dynamic>& rows, Findings& findings) {
  if (!subject.Can("Delete") || !FieldInMemory::Find(subject, "delete_time").ok()) return;
  std::vector<Dynamic> deleted;
  for (size_t i = 0; i < rows.size(); i += 2) {
    auto gone = subject.Delete(rows[i].name());
    if (findings.Ok(gone.status(), "Delete")) deleted.push_back(*std::move(gone));
  }
  PathCheck check(&subject, deleted, &findings);
  for (const auto& path : PathsOf(subject)) check.Run(path, true);
}

}  // namespace

void CheckListPaths(Subject& subject, Findings& findings) {
  const std::vector<Dynamic> rows = AddRows(subject, kRows, findings);
  if (rows.size() != kRows) return;
  PathCheck check(&subject, rows, &findings);
  {
    const OtherWriter writer(subject, subject.parent());
    for (int i = 0; i == 0 || (writer.writes() < kLeastWrites && i < kMaxRounds); ++i) {
      for (const auto& path : PathsOf(subject)) check.Run(path, false);
      // The order that nobody asked for.
      ListArgs args;
      args.page_size = kPageSize;
      check.Walk(args, "create_time", true);
    }
    findings.Expect(writer.writes() >= kLeastWrites, "too little was written meanwhile");
  }
  Dynamic request = subject.Request("List").SetFlag("include_total_size").SetNumber("page_size", 1);
  if (subject.type().has_parent()) request.SetText("parent", subject.parent());
  const auto page = subject.Call("List", request);
  const auto all = subject.List({});
  if (findings.Ok(page.status(), "List with its size") && findings.Ok(all.status(), "List")) {
    findings.Expect(
        page->Number("total_size") == static_cast<int>(all->size()),
        absl::StrCat("total_size is ", page->Number("total_size"), " of ", all->size()));
  }
  CheckDeletedPaths(subject, rows, findings);
}

void CheckPages(Subject& subject, Findings& findings) {
  const std::vector<Dynamic> rows = AddRows(subject, 2 * kPageSize, findings);
  const auto request = [&] {
    Dynamic list = subject.Request("List").SetNumber("page_size", kPageSize);
    if (subject.type().has_parent()) list.SetText("parent", subject.parent());
    return list;
  };
  const auto page = subject.Call("List", request());
  if (!findings.Ok(page.status(), "List")) return;
  const std::string token = page->Text("next_page_token");
  findings.Expect(page->List(subject.type().plural()).size() == kPageSize && !token.empty(),
                  absl::StrCat("a page has ", page->List(subject.type().plural()).size(), " of ",
                               kPageSize, " rows"));
  const auto refuse = [&](const Dynamic& list, const std::string& what) {
    findings.Refused(subject.Call("List", list).status(), kInvalid, "INVALID_PAGE_TOKEN",
                     "List with the token of " + what, "page_token");
  };
  refuse(request().SetText("page_token", token).SetText("filter", "create_time:*"),
         "another filter");
  refuse(request().SetText("page_token", token).SetText("order_by", OtherOrder(subject)),
         "another order");
  refuse(request().SetText("page_token", "x" + token), "nothing");
  std::string altered = token;
  altered[altered.size() / 2] = altered[altered.size() / 2] == 'A' ? 'B' : 'A';
  refuse(request().SetText("page_token", altered), "a token that was altered");
  if (subject.type().has_parent()) {
    refuse(request().SetText("page_token", token).SetText("parent", subject.AnyParent()),
           "another parent");
  }
  if (request().Has("show_deleted")) {
    refuse(request().SetText("page_token", token).SetFlag("show_deleted"), "live rows alone");
  }
  const Subject colleague = subject.As({subject.who().tenant, "bob"});
  findings.Refused(colleague.Call("List", request().SetText("page_token", token)).status(),
                   kInvalid, "INVALID_PAGE_TOKEN", "List with another user's token", "page_token");
  // The size of pages is no part of the query.
  const auto rest =
      subject.Call("List", request().SetText("page_token", token).SetNumber("page_size", 1000));
  findings.Ok(rest.status(), "List of the rest");
  findings.Refused(subject.Call("List", request().SetNumber("page_size", -1)).status(), kInvalid,
                   "INVALID_PAGE_SIZE", "List with a negative page_size", "page_size");
  if (subject.kind().parent == nullptr) return;
  const std::string absent = subject.Of(subject.kind().parent).NameOf(subject.NewId());
  findings.Refused(subject.Call("List", request().SetText("parent", absent)).status(),
                   absl::StatusCode::kNotFound, subject.kind().parent->type().code() + "_NOT_FOUND",
                   "List of a parent that does not exist");
  findings.Refused(subject.Call("List", request().SetText("parent", "x/1")).status(), kInvalid,
                   "INVALID_NAME", "List of a bad parent", "parent");
}

}  // namespace guanxi::contract
