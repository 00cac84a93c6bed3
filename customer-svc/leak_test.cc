// The hunt for leaks in all resources of this service, its own methods, files and operations.
#include <iostream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "common/resource/contract/bends.h"
#include "common/resource/contract/leak_hunt.h"
#include "common/resource/contract/leaks.h"
#include "common/resource/contract/viewers.h"
#include "common/testing/log_capture.h"
#include "customer-svc/contract_stage.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using contract::Bend;
using contract::Findings;
using contract::kBlind;
using contract::kHalf;
using contract::Passage;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

// The methods that other tests ask: those over records.
void LeaveRecords(std::set<std::string>* unanswered) {
  unanswered->erase("guanxi.customer.v1.BehaviorEventService.StreamBehaviorEvents");
  unanswered->erase("guanxi.customer.v1.CustomerService.ImportCustomers");
  unanswered->erase("guanxi.customer.v1.AttachmentService.UploadAttachment");
  unanswered->erase("guanxi.customer.v1.TicketAttachmentService.UploadTicketAttachment");
  // Who sees what they say masked gets no bytes.
  unanswered->erase("guanxi.customer.v1.AttachmentService.DownloadAttachment");
  unanswered->erase("guanxi.customer.v1.TicketAttachmentService.DownloadTicketAttachment");
  unanswered->erase("guanxi.customer.v1.LookupService.LookupCustomer");  // keys: lookup_test
  // It wants one of two, and a period: behavior_count_test.
  unanswered->erase("guanxi.customer.v1.BehaviorEventService.CountBehavior");
  // A customer that is made up lies in no pool: customer_pool_test.
  for (const char* method :
       {"AssignRecord", "ClaimRecord", "ListPooledRecords", "RecycleRecords", "ReleaseRecord"}) {
    unanswered->erase(std::string("guanxi.customer.v1.CustomerPoolService.") + method);
  }
  // They want one of two, or what goes with a decision: //customer-svc/duplicates.
  unanswered->erase("guanxi.customer.v1.CustomerDistinctionService.DistinguishCustomers");
  unanswered->erase("guanxi.customer.v1.DuplicateClusterService.ResolveDuplicateCluster");
  unanswered->erase("guanxi.customer.v1.DuplicateService.FindDuplicates");
  unanswered->erase("guanxi.customer.v1.DuplicateService.ScanDuplicates");
  // They work with fields that these viewers do not see, and there is no feed: enrichment_test.
  for (const char* method : {"EnrichCustomer", "ResumeFeed", "SetFeedSecret"}) {
    unanswered->erase(std::string("guanxi.customer.v1.FeedService.") + method);
  }
  // They reckon with fields that these viewers do not see: order_test.
  unanswered->erase("guanxi.customer.v1.OrderService.SummarizeOrders");
  unanswered->erase("guanxi.customer.v1.OrderService.UpsertOrders");
}

// Those that make something of several, or of what is not seen.
void LeaveReckoning(std::set<std::string>* unanswered) {
  // They want records that can become one, or did: merge_test, merge_undo_test, bulk_merge_test,
  // cluster_merge_test.
  for (const char* method : {"BulkMergeCustomers", "MergeCustomers", "MergeDuplicateClusters",
                             "UndoBulkMerge", "UndoMerge"}) {
    unanswered->erase(std::string("guanxi.customer.v1.MergeService.") + method);
  }
  // It states a value of a field that these viewers may not change: provenance_test.
  unanswered->erase("guanxi.customer.v1.ProvenanceService.CreateAttributeClaim");
  // What they answer is made of several records: hierarchy_service_test, power_map_test,
  // graph_test.
  for (const char* method :
       {"GraphService.FindPath", "GraphService.QueryGraph", "HierarchyService.DrawHierarchy",
        "HierarchyService.GetCoverage", "HierarchyService.GetHierarchy",
        "HierarchyService.GetHierarchyRollUp", "HierarchyService.MoveInHierarchy",
        "HierarchyService.SuggestSubsidiaries", "PowerMapService.CreateActionPlan",
        "PowerMapService.DrawOrgChart", "PowerMapService.DrawPowerMap",
        "PowerMapService.GetOrgChart", "PowerMapService.GetPowerMap"}) {
    unanswered->erase(std::string("guanxi.customer.v1.") + method);
  }
  // No workflow-svc is asked here: data_access_test.
  unanswered->erase("guanxi.customer.v1.DataAccessRequestService.SubmitDataAccessRequest");
  // What it requires is hidden from these viewers: grade_test.
  unanswered->erase("guanxi.customer.v1.GradeRuleService.CreateGradeRule");
  // They say something of fields that these viewers do not see: lifecycle_test, quality_test.
  unanswered->erase("guanxi.customer.v1.LifecycleService.MoveLifecycleStage");
  unanswered->erase("guanxi.customer.v1.LifecycleService.SummarizeLifecycle");
  unanswered->erase("guanxi.customer.v1.QualityService.ConfirmCustomerFields");
  unanswered->erase("guanxi.customer.v1.QualityService.ListDataGaps");
  unanswered->erase("guanxi.customer.v1.QualityService.ReadQualityBoard");
  // A segment that is made up has a condition: segment_test.
  unanswered->erase("guanxi.customer.v1.SegmentService.AddSegmentMembers");
  unanswered->erase("guanxi.customer.v1.SegmentService.RemoveSegmentMembers");
  unanswered->erase("guanxi.customer.v1.CustomerService.TransferOwnership");
  unanswered->erase("guanxi.customer.v1.TagService.ApplyTags");
  unanswered->erase("guanxi.customer.v1.TagService.RemoveTags");
  // These go by fields that nobody here sees: ticket_test.
  for (const char* method : {"CloseServiceTicket", "DispatchServiceTicket", "EscalateServiceTicket",
                             "MergeServiceTickets", "RecordReturnVisit", "ReopenServiceTicket",
                             "ResolveServiceTicket", "StartServiceTicket", "WaitForCustomer"}) {
    unanswered->erase(std::string("guanxi.customer.v1.ServiceTicketService.") + method);
  }
  // A link is about one thing, and no key can be made up: survey_page_test.
  for (const char* method : {"CreateSurveyLink", "OpenSurvey", "SubmitSurvey"}) {
    unanswered->erase(std::string("guanxi.customer.v1.SurveyPageService.") + method);
  }
}

class LeakTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    log_ = std::make_unique<LogCapture>();
    contract::HouseOptions options;
    options.policies = contract::PoliciesOf(ContractResources());
    options.has_operations = true;
    stage_ = NewContractStage(options);
  }
  static void TearDownTestSuite() {
    stage_.reset();
    log_.reset();
  }

  // What the hunt finds, or the first of it; `unanswered` gets the methods that answered nothing.
  static Findings Find(const std::string& viewer, const Bend& bend, bool first_only,
                       std::set<std::string>* unanswered = nullptr) {
    contract::Grounds grounds = stage_->world.grounds();
    contract::FaultyCaller caller(grounds.caller, bend);
    grounds.caller = &caller;
    contract::World world(grounds);
    Findings findings;
    contract::LeakHunt hunt({&world,
                             {"guanxi.customer.v1", "guanxi.metadata.v1"},
                             {"guanxi.customer.v1.RevealService.RevealField"},
                             [] { return log_->Lines(""); },
                             first_only},
                            viewer, &findings);
    hunt.Run();
    std::cout << viewer << ": " << hunt.calls() << " calls" << std::endl;
    for (const std::string& found : findings.all()) std::cout << found.substr(0, 300) << std::endl;
    if (unanswered == nullptr) return findings;
    *unanswered = hunt.Unanswered();
    for (const std::string& method : *unanswered) {
      std::cout << method << ": " << hunt.LastError(method) << std::endl;
    }
    return findings;
  }

  inline static std::unique_ptr<LogCapture> log_;
  inline static std::unique_ptr<contract::Stage> stage_;
};

TEST_F(LeakTest, ThereIsNone) {
  const Bend straight = [](Passage& p) { return p.Go(); };
  std::set<std::string> unanswered;
  EXPECT_THAT(Find(kBlind, straight, /*first_only=*/false).all(), IsEmpty());
  EXPECT_THAT(Find(kHalf, straight, /*first_only=*/false, &unanswered).all(), IsEmpty());
  // What a client streams is no question, and these work with fields that nobody here sees; all
  // else has answered.
  LeaveRecords(&unanswered);
  LeaveReckoning(&unanswered);
  EXPECT_THAT(unanswered, IsEmpty());
}

// Where the workshop has no place for one.
TEST_F(LeakTest, PlantedLeaksAreFound) {
  const std::vector<contract::Leak> leaks = {
      {"SearchShowsAll", contract::AnswerAsSeer("SearchContacts")},
      {"SearchOfAllShowsAll", contract::AnswerAsSeer("SearchAll")},
      {"OrdersTell",
       [](Passage& p) {
         const bool asks = contract::Is(p, "ListCustomers") && !p.request.Text("order_by").empty();
         if (asks) p.who.user = contract::kSeer;
         const absl::Status status = p.Go();
         if (asks) p.response->Clear();
         return status;
       }},
      {"OwnMethodsShowAll", contract::AnswerAsSeer("TransferOwnership")},
      {"RevealShowsWhatIsHidden", contract::AnswerAsSeer("RevealField")},
      {"FilesShowAll",
       [](Passage& p) {
         for (const char* verb : {"ExportCustomers", "GetOperation", "DownloadFile"}) {
           if (contract::Is(p, verb)) p.who.user = contract::kSeer;
         }
         return p.Go();
       }},
  };
  for (const contract::Leak& leak : leaks) {
    const Findings findings = Find(kBlind, leak.bend, /*first_only=*/true);
    ASSERT_FALSE(findings.all().empty()) << leak;
    EXPECT_THAT(findings.all()[0], Not(StartsWith("a record of"))) << leak;
  }
}

}  // namespace
}  // namespace guanxi::customer
