"""The overlays that the suite installs besides overlays/dev: tests/k8s/run looks at them, too."""


def over(base: str, kustomization: str) -> str:
    """One over another that lies beside it."""
    return f"namespace: guanxi\nresources:\n- ../{base}\n{kustomization}"


def setting(**values: str) -> str:
    """Of an overlay: other settings, by which all pods are made anew."""
    lines = "".join(f"  - {key}={value}\n" for key, value in values.items())
    return f"configMapGenerator:\n- name: guanxi\n  behavior: merge\n  literals:\n{lines}"


# overlays/dev with three nodes on the one machine, and back-ups.
THREE = """components:
- ../../components/backup
images:
- name: guanxi/mariadb
  newName: localhost/guanxi/mariadb
  newTag: dev
patches:
- target:
    kind: StatefulSet
    name: mariadb
  patch: |-
    - op: replace
      path: /spec/replicas
      value: 3
    - op: remove
      path: /spec/template/spec/affinity
"""
# A new replica serves as soon as it is ready, and for this long does not count as one that an old
# one may end for.
HELD = """patches:
- target:
    kind: Deployment
    labelSelector: app.kubernetes.io/component in (service,edge)
  patch: |-
    - op: replace
      path: /spec/minReadySeconds
      value: 7200
    - op: replace
      path: /spec/progressDeadlineSeconds
      value: 7300
"""
# A migration that cannot: its container is told of a folder without migrations.
BROKEN = """patches:
- target:
    kind: Job
    name: lead-svc-migrate
  patch: |-
    - op: add
      path: /spec/template/spec/containers/0/args/-
      value: --schema_dir=/nowhere
"""

ALL = {"three": THREE, "held": HELD, "broken": BROKEN, "other": setting(TENANT_BURST="101")}
