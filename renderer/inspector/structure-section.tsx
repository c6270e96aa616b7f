import { CircleX, Table2, Waypoints } from "lucide-react";
import type { BackupReport, Inspection } from "../../electron/contract/inspection.ts";
import { useFormat, useWords } from "../app-context.ts";
import { Button } from "../ui/button.tsx";
import { iconSmall } from "../ui/icons.ts";
import { damageOf, nameOf } from "./inspector-model.ts";

/** So many blocks of a file are drawn; the table has all. */
const drawnMax = 64;
/** So many places are marked in one block. */
const marksMax = 64;

interface StructureProps {
  readonly inspection: Inspection;
  readonly isTable: boolean;
  readonly onToggle: () => void;
}

/** The blocks of each file in their order, with what is damaged. */
export function StructureSection(props: StructureProps): React.JSX.Element {
  const { inspection, isTable, onToggle } = props;
  const words = useWords();
  const w = words.inspector;
  const first = damageOf(inspection).list.find(({ damage }) => damage.of === "stream");
  return (
    <section className="structure" aria-label={w.structure}>
      <div className="pane-head">
        <h2>{w.structure}</h2>
        <span className="caption ellipsis">{w.structureHint}</span>
        {first !== undefined && (
          <span className="structure-callout err">
            <CircleX {...iconSmall} />
            <strong>{words.damageWords(first.damage.code, first.damage.subject)}</strong>
            <span>{nameOf(first.file)}</span>
            <span className="mono">{w.damageAt(hexOffset(first.damage.offset))}</span>
          </span>
        )}
        <span className="spring" />
        <Button
          size="small"
          tone="quiet"
          icon={isTable ? <Waypoints {...iconSmall} /> : <Table2 {...iconSmall} />}
          tip="T"
          onClick={onToggle}
        >
          {isTable ? w.showPicture : w.showTable}
        </Button>
      </div>
      <div className="structure-rows" tabIndex={0} role="group" aria-label={w.structure}>
        {isTable ? (
          <StructureTable inspection={inspection} />
        ) : (
          inspection.files.map((report) => <StructureRow key={report.file} report={report} />)
        )}
      </div>
    </section>
  );
}

export function hexOffset(offset: number): string {
  return `0x${offset.toString(16).toUpperCase().padStart(8, "0")}`;
}

function StructureRow({ report }: { readonly report: BackupReport }): React.JSX.Element {
  const { inspector: w } = useWords();
  const format = useFormat();
  const { media, structure } = report;
  const blocks = structure.slice(0, drawnMax);
  const rest = structure.length - blocks.length;
  const said = structure.length === 0 ? w.noStructure : blocks.map(({ type }) => type).join(" ");
  return (
    <div className="structure-row">
      <span className="structure-name mono ellipsis" data-tip={report.file}>
        {nameOf(report.file)}
      </span>
      <span className="caption structure-stripe">
        {media === null || media.familyCount === 1
          ? ""
          : w.stripe(media.familySequence, media.familyCount)}
      </span>
      {blocks.length === 0 ? (
        <span className="quiet ellipsis">{said}</span>
      ) : (
        <div className="structure-map" role="img" aria-label={`${nameOf(report.file)}: ${said}`}>
          {blocks.map((block) => (
            <Block key={block.at} block={block} report={report} />
          ))}
          {rest > 0 && <span className="caption">{w.more(format.count(rest))}</span>}
        </div>
      )}
      <span className="number structure-size">{format.text(format.size(report.bytes))}</span>
    </div>
  );
}

type Region = BackupReport["structure"][number];

function Block({
  block,
  report,
}: {
  readonly block: Region;
  readonly report: BackupReport;
}): React.JSX.Element {
  const { inspector: w } = useWords();
  const isData = block.type === "MSDA";
  const marks = report.damage
    .filter(({ offset, of }) => of === "stream" && isWithin(offset, block))
    .slice(0, marksMax);
  return (
    <span
      className={`structure-block${isData ? " data" : ""}${marks.length > 0 ? " damaged" : ""}`}
      style={isData ? { flexGrow: Math.max(1, Math.sqrt(block.bytes)) } : undefined}
    >
      <span className="structure-label">
        {isData ? `MSDA, ${w.pageData}` : block.type}
        {block.count > 1 ? ` ×${block.count}` : ""}
      </span>
      {marks.map(({ offset }, index) => (
        <i key={index} style={{ left: `${((offset - block.at) / block.bytes) * 100}%` }} />
      ))}
    </span>
  );
}

function isWithin(offset: number, { at, bytes }: Region): boolean {
  return offset >= at && offset < at + bytes;
}

function StructureTable({ inspection }: { readonly inspection: Inspection }): React.JSX.Element {
  const { inspector: w } = useWords();
  const format = useFormat();
  return (
    <table className="table">
      <thead>
        <tr>
          <th>{w.file}</th>
          <th>{w.block}</th>
          <th className="number">{w.offset}</th>
          <th className="number">{w.bytes}</th>
          <th className="number">{w.count}</th>
          <th className="number">{w.damage}</th>
        </tr>
      </thead>
      <tbody>
        {inspection.files.flatMap((report) =>
          report.structure.map((region) => (
            <tr key={`${report.file}/${region.at}`}>
              <td className="clipped" data-tip={report.file}>
                {nameOf(report.file)}
              </td>
              <td className="mono">{region.type}</td>
              <td className="number mono">{hexOffset(region.at)}</td>
              <td className="number">{format.count(region.bytes)}</td>
              <td className="number">{format.count(region.count)}</td>
              <td className="number">
                {format.count(
                  report.damage.filter(
                    ({ offset, of }) => of === "stream" && isWithin(offset, region),
                  ).length,
                )}
              </td>
            </tr>
          )),
        )}
      </tbody>
    </table>
  );
}
