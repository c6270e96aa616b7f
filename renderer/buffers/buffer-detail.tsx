import { useEffect, useMemo, useState } from "react";
import type { Run } from "../../electron/contract/run.ts";
import { useApp, useWords } from "../app-context.ts";
import { addressGroups, bufferText } from "../format.ts";
import { ownerName } from "../monitor/buffer-strip.tsx";
import { lastSecondary, ownerOf } from "../monitor/cells.ts";
import { secondariesOf } from "../monitor/diagram-layout.ts";
import { holder } from "../trace/buffer-map.ts";
import type { Picture } from "../trace/picture.ts";
import type { TraceFeed } from "../trace/trace-feed.ts";
import { OwnerSign } from "../ui/owner-sign.tsx";
import { ownerClass, type Owner } from "../ui/owner.ts";
import { Tag } from "../ui/tag.tsx";
import { BufferLife } from "./buffer-life.tsx";
import { placeOf, type BufferPlace } from "./geometry.ts";
import { GeometryDrawing } from "./geometry-drawing.tsx";
import { HandleDrawing } from "./handle-drawing.tsx";
import { leasesOf } from "./lease-history.ts";

interface BufferDetailProps {
  readonly run: Run;
  readonly picture: Picture;
  readonly feed: TraceFeed;
  readonly buffer: number;
}

/** The selected buffer: its handle, where it lies in each process, its zones to scale, and its last leases. */
export function BufferDetail({ run, picture, feed, buffer }: BufferDetailProps): React.JSX.Element {
  const geometry = useGeometry(run);
  const { set } = run;
  // Taken with the picture, so that a frozen one keeps its leases.
  const leases = useMemo(
    () => leasesOf(feed.state.table.columns, buffer),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the table changes in place, the picture says when
    [feed, buffer, picture],
  );
  const place = geometry === null ? null : placeOf(set?.segments ?? [], geometry, buffer);
  return (
    <>
      <DetailHead picture={picture} buffer={buffer} />
      <HandleDrawing handle={picture.handle[buffer] ?? 0} />
      <Addresses run={run} feed={feed} buffer={buffer} place={place} />
      {set !== null && geometry !== null && (
        <GeometryDrawing set={set} stride={geometry.stride} owner={ownerOf(picture, buffer)} />
      )}
      <BufferLife leases={leases} nowNs={picture.nowNs} />
    </>
  );
}

/** Stride and data offset of the set's buffers; null until the primary has told them. */
function useGeometry(run: Run): { stride: number; dataOffset: number } | null {
  const { bridge, attempt } = useApp();
  const [geometry, setGeometry] = useState<{ stride: number; dataOffset: number } | null>(null);
  const { runId } = run;
  const isConfigured = run.set !== null;
  useEffect(() => {
    if (!isConfigured) return undefined;
    let isWanted = true;
    void attempt(() => bridge.call("bufferGeometry", { runId })).then((answer) => {
      if (isWanted) setGeometry(answer ?? null);
    });
    return () => {
      isWanted = false;
    };
  }, [bridge, attempt, runId, isConfigured]);
  return geometry;
}

function DetailHead({
  picture,
  buffer,
}: {
  readonly picture: Picture;
  readonly buffer: number;
}): React.JSX.Element {
  const words = useWords();
  const handle = picture.handle[buffer] ?? 0;
  const owner = ownerOf(picture, buffer);
  const held = picture.holder[buffer] ?? holder.free;
  const isOut = held === holder.primary || held === holder.waiting || held === holder.held;
  const index = bufferText(buffer);
  return (
    <div className="detail-head">
      {handle !== 0 && (
        <Tag handle={handle} state={isOut ? "held" : "done"} owner={owner} isWhole />
      )}
      <h2>{words.monitor.diagram.buffer(index)}</h2>
      <p className="quiet ellipsis">
        <OwnerSign owner={owner} /> {ownerName(owner, words)}
      </p>
      <p className="visually-hidden" role="status">
        {words.buffers.bufferIs(index, ownerName(owner, words))}
      </p>
    </div>
  );
}

interface AddressesProps {
  readonly run: Run;
  readonly feed: TraceFeed;
  readonly buffer: number;
  readonly place: BufferPlace | null;
}

interface AddressRow {
  readonly owner: Owner;
  readonly address: number;
  readonly isLast: boolean;
}

/** The buffer's address in every process of the set, side by side. */
function Addresses({ run, feed, buffer, place }: AddressesProps): React.JSX.Element {
  const words = useWords();
  const w = words.buffers;
  const { buffers } = feed.state;
  const last = lastSecondary(feed.view.getState().picture, buffer);
  const { server, primary } = buffers.addressesOf(buffer, 0);
  const rows: AddressRow[] = [
    { owner: { kind: "server" }, address: server, isLast: true },
    { owner: { kind: "primary" }, address: primary, isLast: true },
    ...secondariesOf(run).map((_, index) => ({
      owner: { kind: "secondary", index } as const,
      address: buffers.addressesOf(buffer, index).secondary,
      isLast: index === last,
    })),
  ];
  const away = rows.filter(({ owner, address }) => owner.kind === "secondary" && address === 0);
  const shown = rows.filter((row) => !away.includes(row));
  const known = rows.map(({ address }) => address).filter((address) => address !== 0);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const shareOf = (address: number): number =>
    most === least ? 0.5 : 0.03 + 0.94 * ((address - least) / (most - least));
  return (
    <table className="addresses" aria-label={w.addresses}>
      <thead>
        <tr>
          <th scope="col">{w.process}</th>
          <th scope="col">{w.segmentBegins(place?.segment ?? 0)}</th>
          <th scope="col">{w.offset}</th>
          <th scope="col">{w.sameBytesAt}</th>
          <th scope="col" className="space">
            {w.placeInSpace}
          </th>
        </tr>
      </thead>
      <tbody>
        {shown.map(({ owner, address, isLast }) => (
          <tr key={ownerName(owner, words)} className={isLast ? "" : "other"}>
            <th scope="row">
              <OwnerSign owner={owner} isHollow={address === 0} /> {ownerName(owner, words)}
            </th>
            {address === 0 ? (
              <td colSpan={3} className="caption">
                {words.parts.notMappedHint}
              </td>
            ) : (
              <>
                <td>{place !== null && <Address value={address - place.offset} />}</td>
                <td>
                  {place !== null && <code>+ 0x{place.offset.toString(16).padStart(6, "0")}</code>}
                </td>
                <td>
                  <Address value={address} isStrong />
                </td>
              </>
            )}
            <td className="space">
              {address !== 0 && (
                <span className="space-line" aria-hidden>
                  <i className={ownerClass(owner)} style={{ left: `${shareOf(address) * 100}%` }} />
                </span>
              )}
            </td>
          </tr>
        ))}
        {away.length > 0 && (
          <tr>
            <th scope="row" className="away">
              <NotMapped secondaries={away.map(({ owner }) => owner)} />
            </th>
            <td colSpan={4} className="caption">
              {words.parts.notMappedHint}
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

/** Signs of the secondaries that have not mapped the buffer; of very many only how many. */
function NotMapped({ secondaries }: { readonly secondaries: readonly Owner[] }): React.JSX.Element {
  const words = useWords();
  const [only] = secondaries;
  return (
    <>
      {secondaries.length <= signsMax &&
        secondaries.map((owner) => (
          <OwnerSign key={ownerName(owner, words)} owner={owner} isHollow />
        ))}{" "}
      {only !== undefined && secondaries.length === 1
        ? ownerName(only, words)
        : words.buffers.secondaries(secondaries.length)}
    </>
  );
}

/** Signs in one cell of the addresses at most. */
const signsMax = 4;

/** In groups that are made by margin, so that a copy is one plain number. */
function Address({
  value,
  isStrong = false,
}: {
  readonly value: number;
  readonly isStrong?: boolean;
}): React.JSX.Element {
  return (
    <code className={isStrong ? "address strong" : "address"}>
      {addressGroups(BigInt(value)).map((group, index) => (
        <span key={index} className="address-group">
          {group}
        </span>
      ))}
    </code>
  );
}
