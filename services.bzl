"""The processes of Guanxi: the one list. A new service is an entry here.

Bazel loads it (the descriptor set in //protos); `./dev`, the benchmarks, the e2e suite and Envoy's
template (gateway/envoy/render) read it as a Python literal, so it holds nothing but literals and
ends with the list.

    name        Its folder. Without "-svc" it names its schema, its account and its keys; with it, in
                capitals or not, Envoy's cluster and the flags of those who call it.
    target      Its binary.
    protos      What it serves: proto packages and who builds them. The edge's routes come from their
                descriptors: REST paths go by their first word after /v1/, so that no two
                services may have the same; gRPC calls by service.
    calls       Services above it whose address it gets as a flag: --customer_svc=HOST:PORT.
    hears       Services, below it too, whose events it reads or whom it asks while it runs: the
                same flag.
"""

# In the order in which they start: the gateway signs the tokens that the others check.
SERVICES = [
    {
        "name": "gateway",
        "target": "//gateway:gateway",
        "protos": {"guanxi.access.v1": "//protos/guanxi/access/v1:access_proto"},
        "calls": [],
        "hears": [],
    },
    {
        "name": "customer-svc",
        "target": "//customer-svc:customer_svc",
        "protos": {
            "guanxi.customer.v1": "//protos/guanxi/customer/v1:service_proto",
            "guanxi.metadata.v1": "//protos/guanxi/metadata/v1:field_definition_proto",
            "google.longrunning": "@google_protos//:longrunning_operations_proto",
        },
        "calls": [],
        "hears": ["lead-svc", "workflow-svc", "analytics-svc"],
    },
    {
        "name": "lead-svc",
        "target": "//lead-svc:lead_svc",
        "protos": {"guanxi.lead.v1": "//protos/guanxi/lead/v1:service_proto"},
        "calls": ["customer-svc"],
        "hears": ["customer-svc", "workflow-svc"],
    },
    {
        "name": "workflow-svc",
        "target": "//workflow-svc:workflow_svc",
        "protos": {"guanxi.workflow.v1": "//protos/guanxi/workflow/v1:service_proto"},
        "calls": ["customer-svc", "lead-svc"],
        "hears": ["analytics-svc"],
    },
    {
        "name": "analytics-svc",
        "target": "//analytics-svc:analytics_svc",
        "protos": {"guanxi.analytics.v1": "//protos/guanxi/analytics/v1:service_proto"},
        "calls": ["customer-svc", "lead-svc", "workflow-svc"],
        "hears": [],
    },
]
