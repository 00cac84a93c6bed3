// Batches: all or none, in the order of the request; ingests: each entry for itself.
#include "absl/strings/str_cat.h"
#include "common/resource/contract/checks.h"
#include "common/resource/unit_of_work.h"
#include "common/resource/writer.h"
#include "guanxi/metadata/v1/change.pb.h"

namespace guanxi::contract {
namespace {

using metadata::v1::IngestResult;

constexpr auto kNotFound = absl::StatusCode::kNotFound;
constexpr int kEntries = 3;

Dynamic BatchRequest(Subject& subject, const std::string& verb) {
  Dynamic request = subject.Request(verb);
  if (subject.type().has_parent()) request.SetText("parent", subject.parent());
  return request;
}

// The entries of a response.
std::vector<Dynamic> Entries(const Subject& subject, const Dynamic& response) {
  return response.List(subject.type().plural());
}

Form FormOf(int i) {
  Form form;
  form.side = i % 2 == 0 ? Side::kFirst : Side::kSecond;
  return form;
}

std::vector<Dynamic> AddSome(Subject& subject, Findings& findings) {
  std::vector<Dynamic> records;
  for (int i = 0; i < kEntries; ++i) {
    auto record = subject.Add(FormOf(i));
    if (findings.Ok(record.status(), "Create")) records.push_back(*std::move(record));
  }
  return records;
}

// Returns whether there are as many.
bool ExpectSame(Subject& subject, const std::vector<Dynamic>& got,
                const std::vector<Dynamic>& wanted, absl::string_view what, Findings& findings) {
  if (!findings.Expect(
          got.size() == wanted.size(),
          absl::StrCat(what, " answers ", got.size(), " records, not ", wanted.size()))) {
    return false;
  }
  for (size_t i = 0; i < got.size(); ++i) {
    for (const Leaf& leaf : subject.kind().leaves) {
      if (leaf.output_only || leaf.Same(got[i], wanted[i])) continue;
      findings.Add(absl::StrCat(what, ": ", leaf.path, " of entry ", i, " is that of ",
                                got[i].ToString(), ", not of ", wanted[i].ToString()));
    }
  }
  return true;
}

// What all batches of requests have in common; `entry` is a valid one.
void CheckEntries(Subject& subject, const std::string& verb, const Dynamic& entry,
                  Findings& findings) {
  findings.RefusedField(subject.Call(verb, BatchRequest(subject, verb)).status(), "requests",
                        absl::StrCat(verb, " of nothing"));
  Dynamic many = BatchRequest(subject, verb);
  for (int i = 0; i <= resource::kMaxWrites; ++i) many.AddMessage("requests", entry);
  findings.RefusedField(subject.Call(verb, many).status(), "requests",
                        absl::StrCat(verb, " of too many"));
  for (const char* own : {"request_id", "validate_only"}) {
    Dynamic with = entry;
    if (own == std::string("request_id")) {
      with.SetText(own, subject.NewId().ToString());
    } else {
      with.SetFlag(own);
    }
    findings.RefusedField(
        subject.Call(verb, BatchRequest(subject, verb).AddMessage("requests", with)).status(),
        absl::StrCat("requests[0].", own), absl::StrCat(verb, " whose entry has a ", own));
  }
}

// What BatchGet answers is in the order of the names, twice the same if so asked.
void CheckBatchGet(Subject& subject, const std::vector<Dynamic>& made, Findings& findings) {
  const std::vector<Dynamic> order = {made[2], made[0], made[2]};
  Dynamic request = BatchRequest(subject, "BatchGet");
  for (const Dynamic& one : order) request.AddText("names", one.name());
  const auto got = subject.Call("BatchGet", request);
  if (findings.Ok(got.status(), "BatchGet")) {
    ExpectSame(subject, Entries(subject, *got), order, "BatchGet", findings);
  }
  request.AddText("names", subject.NameOf(subject.NewId()));
  findings.Refused(subject.Call("BatchGet", request).status(), kNotFound,
                   subject.Code("_NOT_FOUND"), "BatchGet of what does not exist");
}

// What a batch answered is what is stored.
void ExpectRead(const Subject& subject, const std::vector<Dynamic>& records,
                absl::string_view batch, Findings& findings) {
  if (!subject.Can("Get")) return;
  for (const Dynamic& record : records) {
    const auto read = subject.Get(record.name());
    findings.Expect(read.ok() && read->Equals(record),
                    absl::StrCat("Get after ", batch, " differs"));
  }
}

// An entry that breaks a rule, and the path of it; nothing if no rule can be broken.
bool Spoil(Subject& subject, Dynamic* message, std::string* path) {
  for (const Leaf& leaf : subject.kind().leaves) {
    const auto* field = leaf.field();
    if (leaf.output_only || leaf.immutable || leaf.steps.size() > 1 || field->is_repeated() ||
        field->type() != google::protobuf::FieldDescriptor::TYPE_STRING) {
      continue;
    }
    SetString(field, -1, std::string(9000, 'x'), message->get());
    *path = leaf.path;
    return true;
  }
  return false;
}

}  // namespace

void CheckBatchCreate(Subject& subject, Findings& findings) {
  std::vector<Dynamic> wanted;
  Dynamic request = BatchRequest(subject, "BatchCreate");
  for (int i = 0; i < kEntries; ++i) {
    wanted.push_back(subject.Make(FormOf(i)));
    request.AddMessage("requests", subject.CreateRequest(wanted.back()));
  }
  const auto created = subject.Call("BatchCreate", request);
  if (!findings.Ok(created.status(), "BatchCreate")) return;
  if (!ExpectSame(subject, Entries(subject, *created), wanted, "BatchCreate", findings)) return;
  ExpectRead(subject, Entries(subject, *created), "BatchCreate", findings);
  CheckEntries(subject, "BatchCreate", subject.CreateRequest(subject.Make({})), findings);
  if (subject.Can("BatchGet")) CheckBatchGet(subject, Entries(subject, *created), findings);
  // One bad entry, named, stops the others.
  Dynamic bad = subject.Make({});
  std::string path;
  if (!Spoil(subject, &bad, &path)) return;
  const Uuid id = subject.NewId();
  Dynamic good = subject.CreateRequest(subject.Make({}));
  good.SetText(subject.type().singular() + "_id", id.ToString());
  request = BatchRequest(subject, "BatchCreate").AddMessage("requests", good);
  request.AddMessage("requests", subject.CreateRequest(bad));
  findings.RefusedField(subject.Call("BatchCreate", request).status(),
                        absl::StrCat("requests[1].", subject.At(path)),
                        "BatchCreate with one bad entry");
  if (!subject.Can("Get")) return;
  findings.Refused(subject.Get(subject.NameOf(id)).status(), kNotFound, subject.Code("_NOT_FOUND"),
                   "Get of an entry of a batch that failed");
}

void CheckBatchUpdate(Subject& subject, Findings& findings) {
  const std::vector<Dynamic> records = AddSome(subject, findings);
  if (records.size() != kEntries) return;
  std::vector<Dynamic> wanted;
  Dynamic request = BatchRequest(subject, "BatchUpdate");
  for (int i = 0; i < kEntries; ++i) {
    wanted.push_back(subject.MakeNext(records[i], FormOf(i + 1)));
    request.AddMessage("requests", subject.UpdateRequest(wanted.back(), {"*"}));
  }
  const auto updated = subject.Call("BatchUpdate", request);
  if (!findings.Ok(updated.status(), "BatchUpdate")) return;
  if (!ExpectSame(subject, Entries(subject, *updated), wanted, "BatchUpdate", findings)) return;
  ExpectRead(subject, Entries(subject, *updated), "BatchUpdate", findings);
  const Dynamic entry = subject.UpdateRequest(wanted[0], {});
  CheckEntries(subject, "BatchUpdate", entry, findings);
  request = BatchRequest(subject, "BatchUpdate").AddMessage("requests", entry);
  findings.RefusedField(subject.Call("BatchUpdate", request.AddMessage("requests", entry)).status(),
                        absl::StrCat("requests[1].", subject.At("name")),
                        "BatchUpdate of one record twice");
  Dynamic bad = wanted[1];
  std::string path;
  if (!Spoil(subject, &bad, &path)) return;
  request = BatchRequest(subject, "BatchUpdate");
  request.AddMessage("requests",
                     subject.UpdateRequest(subject.MakeNext(records[0], FormOf(0)), {"*"}));
  request.AddMessage("requests", subject.UpdateRequest(bad, {path}));
  findings.RefusedField(subject.Call("BatchUpdate", request).status(),
                        absl::StrCat("requests[1].", subject.At(path)),
                        "BatchUpdate with one bad entry");
  if (!subject.Can("Get")) return;
  const auto read = subject.Get(records[0].name());
  findings.Expect(read.ok() && read->Equals(Entries(subject, *updated)[0]),
                  "a BatchUpdate that failed changed an entry");
}

void CheckBatchDelete(Subject& subject, Findings& findings) {
  const std::vector<Dynamic> records = AddSome(subject, findings);
  if (records.size() != kEntries) return;
  Dynamic twice = BatchRequest(subject, "BatchDelete").AddText("names", records[0].name());
  findings.RefusedField(
      subject.Call("BatchDelete", twice.AddText("names", records[0].name())).status(), "names",
      "BatchDelete of one record twice");
  findings.RefusedField(subject.Call("BatchDelete", BatchRequest(subject, "BatchDelete")).status(),
                        "names", "BatchDelete of nothing");
  Dynamic partly = BatchRequest(subject, "BatchDelete").AddText("names", records[0].name());
  partly.AddText("names", subject.NameOf(subject.NewId()));
  findings.Refused(subject.Call("BatchDelete", partly).status(), kNotFound,
                   subject.Code("_NOT_FOUND"), "BatchDelete of what does not exist");
  Dynamic all = BatchRequest(subject, "BatchDelete");
  for (const Dynamic& record : records) all.AddText("names", record.name());
  const auto deleted = subject.Call("BatchDelete", all);
  if (!findings.Ok(deleted.status(), "BatchDelete, after one that failed")) return;
  ExpectSame(subject, Entries(subject, *deleted), records, "BatchDelete", findings);
  if (!subject.Can("Get")) return;
  for (const Dynamic& record : records) {
    const auto read = subject.Get(record.name());
    findings.Expect(subject.type().deletion() == metadata::v1::SOFT
                        ? read.ok() && read->IsSet("delete_time")
                        : read.status().code() == kNotFound,
                    "BatchDelete left " + record.name());
  }
}

void CheckIngest(Subject& subject, Findings& findings) {
  Dynamic request = BatchRequest(subject, "Ingest");
  findings.RefusedField(subject.Call("Ingest", request).status(), "requests", "Ingest of nothing");
  std::vector<Dynamic> wanted;
  const auto add = [&](const Dynamic& message) {
    wanted.push_back(message);
    Dynamic entry(request.Find("requests")->message_type());
    request.AddMessage("requests", entry.SetMessage(subject.type().singular(), message));
  };
  Form form;
  for (int i = 0; i < kEntries; ++i) add(subject.Make(form));
  Dynamic bad = subject.Make(form);
  std::string path;
  Spoil(subject, &bad, &path);
  add(bad);
  Dynamic without = subject.Make(form);
  (*without).GetReflection()->ClearField(without.get(), subject.type().external_ids_field());
  add(without);
  add(wanted[0]);
  const std::vector<IngestResult::Outcome> first = {
      IngestResult::CREATED, IngestResult::CREATED, IngestResult::CREATED,
      IngestResult::FAILED,  IngestResult::FAILED,  IngestResult::ALREADY_THERE};
  for (const bool again : {false, true}) {
    const auto response = subject.Call("Ingest", request);
    if (!findings.Ok(response.status(), "Ingest")) return;
    const std::vector<Dynamic> results = response->List("results");
    if (!findings.Expect(results.size() == first.size(), "Ingest answers too few results")) return;
    for (size_t i = 0; i < results.size(); ++i) {
      const auto& result = static_cast<const IngestResult&>(*results[i]);
      const bool there = again && first[i] == IngestResult::CREATED;
      const auto outcome = there ? IngestResult::ALREADY_THERE : first[i];
      findings.Expect(result.outcome() == outcome,
                      absl::StrCat("entry ", i, again ? ", sent again," : "", " is ",
                                   result.ShortDebugString()));
      if (outcome == IngestResult::FAILED || !subject.Can("Get")) continue;
      const auto read = subject.Get(result.name());
      if (findings.Ok(read.status(), "Get of what was ingested")) {
        ExpectSame(subject, {*read}, {wanted[i]}, "Get of what was ingested", findings);
      }
    }
  }
}

}  // namespace guanxi::contract
