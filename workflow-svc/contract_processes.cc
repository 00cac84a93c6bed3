#include "workflow-svc/contract_processes.h"

namespace guanxi::workflow {

std::vector<contract::Sample> SamplesOfProcesses() {
  return {
      // A draft is a tree of exactly one kind a node.
      {"guanxi.workflow.v1.ProcessDefinition",
       R"(draft { title: "one" nodes { id: "start" display_name: "start" start {} } })",
       R"(draft { title: "another" nodes { id: "begin" display_name: "begin" start {} } })",
       {},
       {}},
      // The amounts of a policy's condition are held against what is published, which is nothing;
      // its records are of types that are approved.
      {"guanxi.workflow.v1.ApprovalPolicy",
       R"(subject_type: "guanxi.dev/Contract" condition: "amount > 5" priority: 1)",
       R"(subject_type: "guanxi.dev/Quote" condition: "amount > 6" priority: 2)",
       {},
       {}},
      // Whoever is away is somebody else than the deputy, and no two close a circle.
      {"guanxi.workflow.v1.Delegation",
       R"(deputy: "users/0196b0a0-0000-7000-8000-000000000001"
          start_time { seconds: 1790000000 } end_time { seconds: 1790002000 })",
       R"(deputy: "users/0196b0a0-0000-7000-8000-000000000002"
          start_time { seconds: 1790001000 } end_time { seconds: 1790003000 })",
       {},
       {}},
  };
}

std::vector<contract::Sample> SamplesOfRunningProcesses() {
  return {
      {"guanxi.workflow.v1.ProcessRevision",
       R"(number: 1 model { title: "one" }
          publisher: "users/0196b0a0-0000-7000-8000-000000000001")",
       R"(number: 2 model { title: "another" }
          publisher: "users/0196b0a0-0000-7000-8000-000000000002")",
       {},
       {}},
      {"guanxi.workflow.v1.ProcessInstance",
       R"(definition: "processDefinitions/018f0000-0000-7000-8000-000000000001" revision: 1
          title: "title of one" subject: "customers/018f0000-0000-7000-8000-000000000001"
          initiator: "users/0196b0a0-0000-7000-8000-000000000001" state: RUNNING)",
       R"(definition: "processDefinitions/018f0000-0000-7000-8000-000000000002" revision: 2
          title: "title of another" subject: "customers/018f0000-0000-7000-8000-000000000002"
          initiator: "users/0196b0a0-0000-7000-8000-000000000002" state: STOPPED
          incident: "legal: NOBODY")",
       {},
       {}},
      {"guanxi.workflow.v1.ProcessTask",
       R"(instance: "processInstances/018f0000-0000-7000-8000-000000000001"
          definition: "processDefinitions/018f0000-0000-7000-8000-000000000001"
          title: "title of one" node: "legal" node_title: "legal" key: "1"
          assignee: "users/0196b0a0-0000-7000-8000-000000000001" state: OPEN
          due_time { seconds: 1790000000 })",
       R"(instance: "processInstances/018f0000-0000-7000-8000-000000000002"
          definition: "processDefinitions/018f0000-0000-7000-8000-000000000002"
          title: "title of another" node: "finance" node_title: "finance" key: "2"
          assignee: "users/0196b0a0-0000-7000-8000-000000000002" state: DONE outcome: APPROVED
          complete_time { seconds: 1790000000 })",
       {},
       {}},
      {"guanxi.workflow.v1.ProcessComment",
       R"(author: "users/0196b0a0-0000-7000-8000-000000000001" text: "text of one")",
       R"(author: "users/0196b0a0-0000-7000-8000-000000000002" text: "text of another")",
       {},
       {}},
  };
}

}  // namespace guanxi::workflow
