#include "common/resource/contract/faults.h"

#include <atomic>
#include <map>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "common/errors/errors.h"
#include "common/resource/contract/bends.h"
#include "common/resource/request_fields.h"
#include "google/protobuf/field_mask.pb.h"
#include "guanxi/metadata/v1/change.pb.h"

namespace guanxi::contract {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::vector<std::string> PathsOf(const Passage& passage) {
  const auto mask = resource::MaskField(*passage.request, "update_mask");
  return {mask.paths().begin(), mask.paths().end()};
}

absl::Status OfAnotherPath(Passage& passage) {
  const absl::Status status = passage.Go();
  return Reason(status) == "INVALID_FIELD" ? InvalidField("somewhere", "is wrong") : status;
}

absl::Status AnswerReplayAnew(Passage& passage) {
  static std::atomic<int> answers{0};
  const absl::Status status = passage.Go();
  if (status.ok() && passage.method.name() == "CreateTeam") {
    SetText("title", absl::StrCat(++answers), passage.response);
  }
  return status;
}

absl::Status WriteHalfOfABatch(Passage& passage) {
  const absl::Status status = passage.Go();
  if (!status.ok() && passage.method.name() == "BatchUpdateTeams") {
    Dynamic half = passage.request;
    const FieldDescriptor* const list = half.Find("requests");
    while ((*half).GetReflection()->FieldSize(*half, list) > 1) RemoveLast(half.get(), list);
    passage.real.Call(passage.who, passage.method, *half, passage.response).IgnoreError();
  }
  return status;
}

// Of the answers' fields.
std::vector<Fault> FaultsOfRecords() {
  return {
      {"CreateForgetsAField", "Team", "Create",
       OnRequest("CreateTeam",
                 [](Passage& p) { SetText("title", "", Record("team", &p.request)); })},
      {"CreateIgnoresTheId", "Team", "Create", Drop("CreateTeam", "team_id")},
      {"ATakenIdPasses", "Team", "Create", Forgive("TEAM_ALREADY_EXISTS")},
      {"ASecondEdgePasses", "Pact", "Create", Forgive("PACT_ALREADY_EXISTS")},
      {"AnAbsentParentPasses", "Member", "Create", Forgive("TEAM_NOT_FOUND")},
      {"BadNamesPass", "Team", "Names", Forgive("INVALID_NAME")},
      {"AnotherParentsParentPasses", "Medal", "Names", Forgive("MEMBER_NOT_FOUND")},
      {"NamesAreTheClients", "Team", "Names",
       OnResponse("CreateTeam",
                  [](Passage& p) {
                    const Dynamic given(*Record("team", &p.request));
                    if (!given.name().empty()) SetText("name", given.name(), p.response);
                  })},
      {"NamesKeepTheirSpelling", "Team", "NameForms",
       OnResponse("CreateTeam",
                  [](Passage& p) {
                    const Dynamic given(*Record("team", &p.request));
                    SetText("ally", given.Text("ally"), p.response);
                  })},
      {"TenantsSeeEachOther", "Team", "Tenants",
       [](Passage& p) {
         p.who.tenant = std::string(absl::StripSuffix(p.who.tenant, ".other"));
         return p.Go();
       }},
      {"RequiredFieldsMayLack", "Pact", "Required", Forgive("INVALID_FIELD")},
      {"ErrorsNameAnotherField", "Pact", "Required", OfAnotherPath},
      {"LongTextsPass", "Team", "Limits", Forgive("INVALID_FIELD")},
      {"LimitsNameAnotherField", "Match", "Limits", OfAnotherPath},
      {"UnknownFieldsPass", "Team", "Unknown",
       OnRequest("", [](Passage& p) { p.request.get()->DiscardUnknownFields(); })},
      {"ClientsSetOutputs", "Team", "OutputOnly",
       OnResponse("CreateTeam",
                  [](Passage& p) {
                    SetText("roll", Dynamic(*Record("team", &p.request)).Text("roll"), p.response);
                  })},
      {"MasksOfOutputsPass", "Team", "OutputOnly", Forgive("INVALID_FIELD_MASK")},
      {"ReadMasksAreIgnored", "Team", "ReadMask", Drop("GetTeam", "read_mask")},
      {"ListMasksAreIgnored", "Member", "ReadMask", Drop("ListMembers", "read_mask")},
      {"ReadMaskPathsPass", "Team", "ReadMask", Forgive("INVALID_FIELD_MASK")},
  };
}

std::vector<Fault> FaultsOfWrites() {
  return {
      {"AMaskPathIsDropped", "Team", "UpdateMask",
       OnRequest("UpdateTeam",
                 [](Passage& p) {
                   if (PathsOf(p) == std::vector<std::string>{"ally"})
                     p.request.SetMask("update_mask", {"title"});
                 })},
      {"AMaskWritesAll", "Team", "UpdateMask", Drop("UpdateTeam", "update_mask")},
      {"AMaskDoesNotClear", "Member", "UpdateMask",
       OnRequest("UpdateMember",
                 [](Passage& p) {
                   if (Dynamic(*Record("member", &p.request)).Text("alias").empty())
                     p.request.SetFlag("validate_only");
                 })},
      {"MaskPathsPass", "Team", "UpdateMask", Forgive("INVALID_FIELD_MASK")},
      {"EtagsAreIgnored", "Team", "Etag",
       OnRequest("",
                 [](Passage& p) {
                   ClearField("etag", &p.request);
                   if (Message* const team = Record("team", &p.request)) SetText("etag", "", team);
                 })},
      {"IfMatchIsIgnored", "Team", "Etag",
       OnRequest("", [](Passage& p) { p.who.if_match.clear(); })},
      {"EtagsStay", "Team", "Etag",
       OnResponse("UpdateTeam", [](Passage& p) { SetText("etag", "1", p.response); })},
      {"ARepeatedCallIsDoneAgain", "Team", "Replay",
       OnRequest("CreateTeam",
                 [](Passage& p) {
                   if (p.request.Text("request_id").size() == 36)
                     ClearField("request_id", &p.request);
                 })},
      {"ARepeatedDeleteFails", "Member", "Replay",
       OnRequest("DeleteMember",
                 [](Passage& p) {
                   if (p.request.Text("request_id").size() == 36)
                     ClearField("request_id", &p.request);
                 })},
      {"ARepeatedCallIsAnsweredAnew", "Team", "Replay", AnswerReplayAnew},
      {"RequestIdsAreReused", "Team", "Replay", Forgive("REQUEST_ID_REUSED")},
      {"RequestIdsAreOfAllUsers", "Team", "Replay",
       OnRequest("", [](Passage& p) { p.who.user = "alice"; })},
      {"UpdateTimesStay", "Team", "Etag",
       OnResponse("UpdateTeam",
                  [](Passage& p) {
                    Dynamic team(*p.response);
                    ClearField("update_time", &team);
                    p.response->CopyFrom(*team);
                  })},
      {"ValidateOnlyWrites", "Team", "ValidateOnly", Drop("", "validate_only")},
      {"ValidateOnlyDeletes", "Match", "ValidateOnly", Drop("DeleteMatch", "validate_only")},
      {"NothingIsMadeThatIsMissing", "Team", "AllowMissing", Drop("UpdateTeam", "allow_missing")},
      {"WhatIsMissingIsAlwaysMade", "Team", "AllowMissing", Raise("UpdateTeam", "allow_missing")},
  };
}

std::vector<Fault> FaultsOfDeletion() {
  return {
      {"DeleteDoesNothing", "Team", "Deletion", Raise("DeleteTeam", "validate_only")},
      {"UndeleteDoesNothing", "Member", "Deletion", Raise("UndeleteMember", "validate_only")},
      {"ErasedRecordsStay", "Match", "Deletion", Raise("DeleteMatch", "validate_only")},
      {"DeletedRecordsAreListed", "Team", "Deletion", Raise("ListTeams", "show_deleted")},
      {"ADeletedParentIsPassedOver", "Member", "DeletedParent", Remember("Get", "TEAM_NOT_FOUND")},
      {"ADeletedParentTakesChildren", "Member", "DeletedParent", Forgive("TEAM_NOT_FOUND")},
      {"WhatLiesAboveAParentIsPassedOver", "Medal", "DeletedParent",
       Remember("Get", "TEAM_NOT_FOUND")},
      {"TheOldNameStays", "Member", "Move", Remember("Get", "MEMBER_NOT_FOUND")},
  };
}

std::vector<Fault> FaultsOfBatches() {
  return {
      {"ABatchCreatesTooFew", "Team", "BatchCreate", OnEntries("BatchCreate", RemoveLast)},
      {"ABatchAnswersInAnotherOrder", "Team", "BatchCreate", OnList("BatchCreate", SwapFirst)},
      {"ABatchGetAnswersInAnotherOrder", "Team", "BatchCreate", OnList("BatchGet", SwapFirst)},
      {"ABatchUpdatesTooFew", "Team", "BatchUpdate", OnEntries("BatchUpdate", RemoveLast)},
      {"AFailedBatchWritesHalf", "Team", "BatchUpdate", WriteHalfOfABatch},
      {"ABatchDeletesTooFew", "Team", "BatchDelete", Raise("BatchDelete", "validate_only")},
      {"AnIngestIsDoneAgain", "Match", "Ingest",
       OnResponse("Ingest",
                  [](Passage& p) {
                    Dynamic answer(*p.response);
                    for (const Dynamic& one : answer.List("results")) {
                      auto result = static_cast<const metadata::v1::IngestResult&>(*one);
                      result.set_outcome(metadata::v1::IngestResult::CREATED);
                      RemoveLast(answer.get(), answer.Find("results"));
                      answer.AddMessage("results", Dynamic(result));
                    }
                    p.response->CopyFrom(*answer);
                  })},
      {"AnIngestStopsAtABadEntry", "Match", "Ingest", OnEntries("Ingest", RemoveLast)},
  };
}

std::vector<Fault> FaultsOfLists() {
  return {
      {"APageForgetsARow", "Team", "ListPaths", OnList("ListTeams", ForgetFirst)},
      {"APageRepeatsARow", "Member", "ListPaths", OnList("ListMembers", RepeatFirst)},
      {"APageOfAllParentsForgetsARow", "Medal", "ListPaths", OnList("ListMedals", ForgetFirst)},
      {"APageIsOutOfOrder", "Match", "ListPaths", OnList("ListMatches", SwapFirst)},
      {"ACountIsWrong", "Team", "ListPaths",
       OnResponse("ListTeams", [](Passage& p) { resource::SetInt("total_size", 1, p.response); })},
      {"TokensFitAnyQuery", "Team", "Pages", Forgive("INVALID_PAGE_TOKEN")},
      {"AnyPageSizePasses", "Team", "Pages", Forgive("INVALID_PAGE_SIZE")},
      {"PagesAreLonger", "Member", "Pages",
       OnRequest("ListMembers",
                 [](Passage& p) {
                   p.request.SetNumber("page_size", p.request.Number("page_size") + 1);
                 })},
      {"FiltersAreIgnored", "Member", "Filters", Drop("ListMembers", "filter")},
      {"FiltersTakeMoreForLess", "Team", "Filters",
       OnRequest("ListTeams",
                 [](Passage& p) {
                   p.request.SetText(
                       "filter", absl::StrReplaceAll(p.request.Text("filter"), {{" >= ", " > "}}));
                 })},
      {"AMissingValueIsAValue", "Team", "Filters",
       OnRequest("ListTeams",
                 [](Passage& p) {
                   p.request.SetText("filter", absl::StrReplaceAll(p.request.Text("filter"),
                                                                   {{"NOT ally:*", "ally:*"}}));
                 })},
      {"FunctionsGoByAnotherMoment", "Team", "Filters",
       OnRequest("ListTeams",
                 [](Passage& p) {
                   p.request.SetText("filter", absl::StrReplaceAll(p.request.Text("filter"),
                                                                   {{"from_now(", "ago("}}));
                 })},
      {"BadFiltersPass", "Team", "Filters", Forgive("INVALID_FILTER")},
      {"OrdersAreIgnored", "Team", "Order", Drop("ListTeams", "order_by")},
      {"OrdersGoOneWay", "Match", "Order",
       OnRequest("ListMatches",
                 [](Passage& p) {
                   p.request.SetText("order_by", std::string(absl::StripSuffix(
                                                     p.request.Text("order_by"), " desc")));
                 })},
      {"BadOrdersPass", "Team", "Order", Forgive("INVALID_ORDER_BY")},
  };
}

// Has Create of what a deleted record had refused.
Bend KeepWhatIsDeleted() {
  const auto deleted = std::make_shared<std::map<std::string, bool>>();
  return [=](Passage& p) {
    if (p.method.name() == "CreateTeam" &&
        deleted->count(Dynamic(*Record("team", &p.request)).Text("code")) != 0) {
      return AlreadyExists("TEAM_CODE", "code");
    }
    const absl::Status status = p.Go();
    if (status.ok() && p.method.name() == "DeleteTeam") {
      (*deleted)[Dynamic(*p.response).Text("code")] = true;
    }
    return status;
  };
}

// Shows in `field` what was there when the record was created.
Bend KeepReference(std::string field) {
  const auto first = std::make_shared<std::map<std::string, std::string>>();
  return [=](Passage& p) {
    const absl::Status status = p.Go();
    if (!status.ok()) return status;
    const Dynamic answer(*p.response);
    if (Is(p, "CreateTeam")) (*first)[answer.name()] = answer.Text(field);
    if (Is(p, "GetTeam")) SetText(field.c_str(), (*first)[answer.name()], p.response);
    return status;
  };
}

void EachChange(Passage& p, const std::function<void(metadata::v1::Change*)>& change) {
  const FieldDescriptor* const list = ListIn(*p.response);
  const auto* reflection = p.response->GetReflection();
  for (int i = 0; i < reflection->FieldSize(*p.response, list); ++i) {
    change(static_cast<metadata::v1::Change*>(
        reflection->MutableRepeatedMessage(p.response, list, i)));
  }
}

std::vector<Fault> FaultsOfOthers() {
  return {
      {"UniqueValuesAreNot", "Team", "Unique", Forgive("TEAM_CODE_TAKEN")},
      {"DeletedRecordsKeepTheirValues", "Team", "Unique", KeepWhatIsDeleted()},
      {"UniqueInItsParentAlone", "Member", "Unique", Forgive("MEMBER_ALREADY_EXISTS")},
      {"ExternalIdsAreNotUnique", "Match", "ExternalIds", Forgive("EXTERNAL_ID_ALREADY_EXISTS")},
      {"ReferencesNameNothing", "Team", "References", Forgive("INVALID_FIELD")},
      {"ReferencesNameStrangers", "Member", "References", Forgive("INVALID_FIELD")},
      {"ReferenceErrorsNameAnotherField", "Pact", "References", OfAnotherPath},
      {"WhatIsInUseGoes", "Team", "ReferenceDeletion", Forgive("TEAM_IN_USE")},
      {"ReferencesAreNotCleared", "Team", "ReferenceDeletion", KeepReference("ally")},
      {"HistoryLacksWhatWas", "Team", "History",
       OnResponse("ListTeamChanges",
                  [](Passage& p) {
                    EachChange(p, [](metadata::v1::Change* change) {
                      for (auto& field : *change->mutable_fields()) field.clear_before();
                    });
                  })},
      {"HistoryLacksAField", "Team", "History",
       OnResponse("ListTeamChanges",
                  [](Passage& p) {
                    EachChange(p, [](metadata::v1::Change* change) {
                      if (!change->fields().empty()) change->mutable_fields()->RemoveLast();
                    });
                  })},
      {"HistoryLacksAChange", "Team", "History", OnList("ListTeamChanges", ForgetFirst)},
      {"HistoryNamesAnother", "Team", "History",
       OnResponse("ListTeamChanges",
                  [](Passage& p) {
                    EachChange(p,
                               [](metadata::v1::Change* change) { change->set_actor("users/x"); });
                  })},
  };
}

}  // namespace

std::vector<Fault> AllFaults() {
  std::vector<Fault> all;
  for (auto& part : {FaultsOfRecords(), FaultsOfWrites(), FaultsOfDeletion(), FaultsOfBatches(),
                     FaultsOfLists(), FaultsOfOthers()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace guanxi::contract
