/** What the editor holds for a new scenario: the smallest one that shows something. */
export const STARTER_SCENARIO = `version: 1
seed: 1
title: My scenario
description: Two people with a chest strap each.

connectors:
  - id: strap-{n}
    name: Strap {n}
    count: 2
    sensors:
      - id: person-{n}
        name: Person {n}
        type: chest-belt
        attributes:
          - type: ecg
            rate: 250
          - type: heartrate
          - type: battery

# What goes wrong, and when: seconds since the start. Take the # away to try it.
# events:
#   - { kind: artefact, sensor: person-1, attribute: ecg, at: 20, for: 5, every: 60 }
#   - { kind: alarm, sensor: person-2, attribute: heartrate, value: 150, at: 30, for: 30 }
#   - { kind: dropout, connector: strap-2, how: disconnected, at: 90, for: 20 }
`;
