import { useFormat, useWords } from "../app-context.ts";
import type { SetRow } from "./inspector-model.ts";
import { serverTime } from "./server-time.ts";

/** What RESTORE HEADERONLY would say of the chosen set. */
export function SetFacts({ row }: { readonly row: SetRow }): React.JSX.Element {
  const { inspector: w } = useWords();
  const format = useFormat();
  const { facts, reports } = row;
  const report = reports[0];
  const containers = { mtf: "MTF", compressed: "MSSQLBAK", zstd: "zstd", unknown: w.none };
  const container = report === undefined ? "" : containers[report.container];
  const block = report?.blockSize ?? null;
  const lines: [name: string, value: string, isMono: boolean][] = [
    [w.fact.database, facts.databaseName, false],
    [w.fact.server, [facts.serverName, facts.machineName].join(", "), false],
    [w.fact.user, facts.userName, false],
    [w.fact.version, w.fact.versionValue(facts.softwareVersion, facts.databaseVersion), false],
    [w.fact.compatibility, String(facts.compatibilityLevel), false],
    [w.fact.collation, facts.collation, false],
    [w.fact.started, serverTime(facts.backupStart, format), false],
    [w.fact.finished, serverTime(facts.backupFinish, format), false],
    [w.fact.firstLsn, facts.firstLsn, true],
    [w.fact.lastLsn, facts.lastLsn, true],
    [w.fact.checkpointLsn, facts.checkpointLsn, true],
    [w.fact.databaseBackupLsn, facts.databaseBackupLsn, true],
    [
      w.fact.differentialBaseLsn,
      facts.differentialBaseLsn ?? w.none,
      facts.differentialBaseLsn !== null,
    ],
    [w.fact.size, format.text(format.size(facts.backupSize)), false],
    [w.fact.checksums, facts.hasChecksums ? w.yes : w.no, false],
    [
      w.fact.container,
      block === null ? container : w.container(container, format.count(block)),
      false,
    ],
    [w.fact.setId, facts.backupSetId, true],
  ];
  return (
    <div className="set-facts">
      <dl>
        {lines.map(([name, value, isMono]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className={`selectable${isMono ? " mono" : ""}`} data-tip={value}>
              {value}
            </dd>
          </div>
        ))}
      </dl>
      {facts.staleInFirstCopy.length > 0 && (
        <p className="set-stale">{w.stale(facts.staleInFirstCopy.join(", "))}</p>
      )}
    </div>
  );
}
